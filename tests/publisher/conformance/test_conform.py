"""`newswire_conform` names the one thing that a receiver does wrong, whatever that is."""

import json
import re
from collections.abc import Callable
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from services.receiver import Received, Receiver, Reply
from services.sender import SAMPLE_SECRET
from standardwebhooks.webhooks import Webhook, WebhookVerificationError

REFUSED = Reply(status=400)


class Site:
    """A right receiver but for its flaw; `answers` is what of an article's state it lets be seen."""

    def __init__(self, flaw: str = "", answers: bool = True) -> None:
        self.flaw, self.answers, self.held = flaw, answers, {}
        self.is_dead, self.rows = False, 0

    def __call__(self, request: Received) -> Reply:
        if self.is_dead:
            raise ConnectionError("dead")
        if not self._signed(request):
            return REFUSED
        try:
            data = json.loads(request.body)["data"]
            id, version, state = data["id"], data["version"], data["state"]
        except (ValueError, TypeError, KeyError):
            return Reply(status=500) if self.flaw == "trips" else REFUSED
        if not re.fullmatch(r"[0-9a-f-]{36}", str(id)) or type(version) is not int or version < 0:
            return REFUSED
        if len(request.body) > 8_000_000:
            if self.flaw == "dies":
                self.is_dead = True
                raise ConnectionError("out of memory")
            return Reply(status=500) if self.flaw == "breaks off" else Reply(status=413)
        return self._kept(id, version, state)

    def _kept(self, id: str, version: int, state: str) -> Reply:
        newer = version > self.held.get(id, -1) or self.flaw == "goes back"
        if not newer and self.flaw == "refuses repeats":
            return Reply(status=409)
        if newer and (state in ("live", "gone") or self.flaw == "keeps all states"):
            self.held[id] = version
        if state == "gone" and self.flaw == "forgets":
            self.held.pop(id)
        answer = {"version": self.held.get(id)} if self.answers else {}
        if self.flaw == "keeps repeats":
            self.rows += 1
            answer["url"] = f"https://site.example/news/{self.rows}"
        return Reply(body=json.dumps(answer).encode())

    def _signed(self, request: Received) -> bool:
        headers = dict(request.headers)
        if self.flaw == "takes anything":
            return True
        if self.flaw == "no clock" and "webhook-signature" in headers:
            signature = Webhook(SAMPLE_SECRET)
            wanted = f"{headers['webhook-id']}.{headers['webhook-timestamp']}.".encode() + request.body
            return _hmac(signature, wanted) in headers["webhook-signature"]
        if self.flaw == "one signature":
            headers["webhook-signature"] = headers.get("webhook-signature", "").split(" ")[0]
        try:
            Webhook(SAMPLE_SECRET).verify(request.body, headers, json_parse=False)
        except (WebhookVerificationError, ValueError):
            return False
        return True


def _hmac(webhook: Webhook, content: bytes) -> str:
    import base64
    import hashlib
    import hmac

    return base64.b64encode(hmac.digest(webhook._whsecret, content, hashlib.sha256)).decode()


def conform(receiver: Receiver, answer: Callable[[Received], Reply], *options: str) -> tuple[set[str], str]:
    """The attacks that it fails, and all that is said."""
    receiver.answer, said = answer, StringIO()
    try:
        call_command("newswire_conform", receiver.url, "--secret", SAMPLE_SECRET, *options, stdout=said)
    except CommandError as error:
        said.write(f"{error}\n")
    return set(re.findall(r"^FAILED  (.*?):", said.getvalue(), re.MULTILINE)), said.getvalue()


def test_a_right_receiver_stands_all(receiver: Receiver) -> None:
    failed, said = conform(receiver, Site())
    assert not failed and "It stands 20 of 20 attacks." in said, said


@pytest.mark.parametrize(
    ("flaw", "fails"),
    [
        ("goes back", {"reordered", "replayed", "late takedown", "taken down"}),
        ("refuses repeats", {"duplicate", "reordered", "late takedown", "taken down"}),
        ("keeps all states", {"unknown state"}),
        ("forgets", {"late takedown", "taken down"}),
        ("no clock", {"old timestamp", "future timestamp"}),
        ("one signature", {"rotation"}),
        ("trips", {"no message"}),
    ],
)
def test_a_flaw_is_named_and_nothing_else(receiver: Receiver, flaw: str, fails: set[str]) -> None:
    failed, said = conform(receiver, Site(flaw), "--simple")
    assert failed == fails, said


def test_who_cannot_take_ten_megabytes_fails_that(receiver: Receiver) -> None:
    failed, said = conform(receiver, Site("breaks off"))
    assert failed == {"10 MB"}, said


def test_whoever_keeps_a_repeat_as_another_article_is_told_so(receiver: Receiver) -> None:
    failed, said = conform(receiver, Site("keeps repeats"), "--simple")
    assert failed == {"duplicate"}, said
    assert "it keeps repeats as articles" in said and "/news/4" in said


def test_whoever_dies_of_ten_megabytes_is_named_with_what_was_not_answered(receiver: Receiver) -> None:
    failed, said = conform(receiver, Site("dies"))
    assert failed == {"10 MB", "at once"}, said
    assert "did not answer" in said.partition("FAILED  10 MB")[2]


def test_whoever_takes_anything_fails_every_forgery(receiver: Receiver) -> None:
    failed, _ = conform(receiver, Site("takes anything"), "--simple")
    forgeries = {"wrong signature", "unsigned", "changed body", "old timestamp", "future timestamp"}
    assert forgeries <= failed


def test_what_cannot_be_seen_is_said_and_is_no_failure(receiver: Receiver) -> None:
    failed, said = conform(receiver, Site(answers=False), "--simple")
    assert not failed
    assert "unseen  reordered" in said and "was not to be seen" in said
    assert "passed  no message" in said


def test_nothing_of_it_is_left_behind(receiver: Receiver) -> None:
    site = Site()
    conform(receiver, site, "--simple")
    assert site.held and set(site.held.values()) == {2**40}


def test_a_receiver_that_is_not_there_fails(receiver: Receiver) -> None:
    said = StringIO()
    with pytest.raises(CommandError, match="It fails"):
        call_command(
            "newswire_conform", "http://127.0.0.1:1/", "--secret", SAMPLE_SECRET, "--simple", stdout=said
        )
    assert "did not answer" in said.getvalue()


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["nonsense"], "must begin with https"),
        (["https://example.org/"], "run again with --secret: whsec_"),
        (["https://example.org/", "--secret", "whsec_x"], "not valid base64|wrong length"),
    ],
)
def test_what_is_wrong_is_said(arguments: list[str], says: str) -> None:
    with pytest.raises(CommandError, match=says):
        call_command("newswire_conform", *arguments)
