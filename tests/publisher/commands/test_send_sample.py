import json
from io import StringIO
from pathlib import Path
from urllib.parse import urljoin

import pytest
from django.core.management import CommandError, call_command
from pytest_django import Settings
from services.receiver import Receiver, Reply
from standardwebhooks.webhooks import Webhook

from newswire.publisher import secrets

pytestmark = pytest.mark.django_db


def run(*arguments: object) -> str:
    said = StringIO()
    call_command("newswire_send_sample", *map(str, arguments), stdout=said)
    return said.getvalue()


def test_an_articles_life_reaches_the_receiver_signed_and_in_order(receiver: Receiver) -> None:
    secret = secrets.new_hmac()
    said = run(receiver.url, "--secret", secret)
    taken = [Webhook(secret).verify(request.body, request.headers) for request in receiver.requests]
    assert [body["type"] for body in taken] == [
        "newswire.article.published.v1",
        "newswire.article.updated.v1",
        "newswire.article.unpublished.v1",
    ]
    assert [body["data"]["state"] for body in taken] == ["live", "live", "gone"]
    versions = [body["data"]["version"] for body in taken]
    assert versions == sorted(set(versions))
    assert len({body["data"]["id"] for body in taken}) == 1
    assert "html" not in taken[2]["data"]
    assert said.count("taken") == 3
    assert secret not in said


def test_the_same_names_as_in_the_documented_samples(receiver: Receiver) -> None:
    run(receiver.url, "--secret", secrets.new_hmac())
    documented = Path(__file__).parents[3] / "docs" / "receive"
    for number, name in enumerate(("published.en", "updated.en", "unpublished.de")):
        ours = json.loads(receiver.requests[number].body)["data"]
        assert set(ours) == set(json.loads((documented / f"{name}.json").read_text())["data"])


def test_without_a_secret_one_is_made_and_said(receiver: Receiver) -> None:
    said = run(receiver.url)
    secret = said.split("--secret: ")[1].split()[0]
    Webhook(secret).verify(receiver.requests[0].body, receiver.requests[0].headers)


def test_a_body_from_a_file(receiver: Receiver, tmp_path: Path) -> None:
    (tmp_path / "body.json").write_text('{"hello": 1}')
    run(receiver.url, "--file", tmp_path / "body.json")
    assert [request.body for request in receiver.requests] == [b'{"hello": 1}']


def test_a_receiver_that_refuses_is_shown_with_what_to_do(receiver: Receiver) -> None:
    receiver.answer = lambda request: Reply(status=401, body=b"bad signature")
    said = StringIO()
    with pytest.raises(CommandError, match="Not every sample"):
        call_command("newswire_send_sample", receiver.url, stdout=said)
    assert "bad signature" in said.getvalue()
    assert "The site refuses us (401 or 403). Check that the site has" in said.getvalue()


def test_a_receiver_that_sends_us_in_a_circle_has_no_other_address_to_enter(receiver: Receiver) -> None:
    address = urljoin(receiver.url, "/there")
    receiver.answer = lambda request: Reply(status=307, headers={"Location": "/there"})
    said = StringIO()
    with pytest.raises(CommandError, match="Not every sample"):
        call_command("newswire_send_sample", address, stdout=said)
    assert "to the same address again" in said.getvalue()
    assert "enter it" not in said.getvalue()


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["nonsense"], "must begin with https"),
        (["https://example.org/", "--secret", "whsec_x"], "not valid base64|wrong length"),
        (["http://127.0.0.1:1/", "--file", "/nowhere"], "cannot be read"),
    ],
)
def test_what_is_wrong_is_said(arguments: list[str], says: str) -> None:
    with pytest.raises(CommandError, match=says):
        run(*arguments)


def test_a_private_address_is_refused(receiver: Receiver, settings: Settings) -> None:
    settings.NEWSWIRE_ALLOWED_HOSTS = []
    with pytest.raises(CommandError, match="NEWSWIRE_ALLOWED_HOSTS"):
        run(receiver.url)
    assert not receiver.requests
