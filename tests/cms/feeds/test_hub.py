"""The newsroom's own WebSub hub: what a subscriber meets, by W3C's Recommendation, over real HTTP."""

import hashlib
import hmac
import itertools
import ssl
import threading
from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from django.core.handlers.wsgi import WSGIHandler
from django.test import Client
from django.utils import timezone
from flask import Flask
from flask_websub.subscriber import (
    SQLite3SubscriberStorage,
    SQLite3TempSubscriberStorage,
    Subscriber,
    discover,
)
from services.receiver import Received, Receiver, Reply
from services.tls import certificate
from services.valkey import Valkey
from services.waiting import PATIENCE, until
from services.worker import Worker
from support.own_valkey import own_valkey
from werkzeug.serving import make_server

from newswire.publisher import secrets, wake
from newswire.publisher.hub import ask, callbacks, confirm, distribute, run
from newswire.publisher.models import HubSecret, HubSubscription, HubTopic

__all__ = ["own_valkey"]

pytestmark = pytest.mark.django_db

HUB = "/newswire/hub/"
FEED = "http://localhost/en/news/?feed=atom"
SECRET = "as the subscriber chose it"


@pytest.fixture(autouse=True)
def hub(settings: Any, indexes: Any) -> None:
    settings.NEWSWIRE_HUB = True
    settings.NEWSWIRE_BASE_URL = "http://localhost"
    settings.NEWSWIRE_ALLOWED_HOSTS = ["127.0.0.1"]


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    with Receiver() as receiver:
        receiver.answer = willing
        yield receiver


def query(request: Received) -> dict[str, str]:
    return {name: values[0] for name, values in parse_qs(urlsplit(request.path).query).items()}


def willing(request: Received) -> Reply:
    return Reply(200, query(request).get("hub.challenge", "").encode())


def post(mode: str = "subscribe", **more: str) -> Any:
    form = {"hub.mode": mode, "hub.topic": FEED, "hub.callback": "http://127.0.0.1:9/"}
    return Client().post(HUB, form | {f"hub.{name}": value for name, value in more.items()})


def subscribed(receiver: Receiver, **more: str) -> HubSubscription:
    assert post(callback=receiver.url, secret=SECRET, **more).status_code == 202
    run.act(5)
    receiver.requests.clear()
    return HubSubscription.objects.get()


def again_at_once(**more: Any) -> None:
    """As if the time until the next step had passed."""
    past = timezone.now() - timedelta(minutes=1)
    HubSubscription.objects.update(due_at=past, asked_at=past, **more)
    HubTopic.objects.update(read_at=None)


def test_feeds_name_the_hub_only_while_it_is_on(settings: Any) -> None:
    for kind in ("rss", "atom", "json"):
        answer = Client().get(f"/en/news/?feed={kind}", headers={"host": "localhost"})
        assert '<http://localhost/newswire/hub/>; rel="hub"' in answer["Link"]
        assert b"http://localhost/newswire/hub/" in answer.content
    settings.NEWSWIRE_HUB = False
    assert "Link" not in Client().get("/en/news/?feed=atom").headers
    assert post().status_code == 410
    assert run.act(1) == 0


def test_a_callback_confirms_then_it_is_sent_what_is_new(receiver: Receiver, write: Any) -> None:
    write("Before")
    assert post(callback=f"{receiver.url}?a=b", secret=SECRET, lease_seconds="7200").status_code == 202
    assert receiver.requests == [], "the request itself waits for nobody"
    run.act(5)
    (asked,) = receiver.requests
    assert asked.body == b""
    challenge = query(asked)["hub.challenge"]
    assert len(challenge) > 20
    assert query(asked) == {
        "a": "b",
        "hub.mode": "subscribe",
        "hub.topic": FEED,
        "hub.challenge": challenge,
        "hub.lease_seconds": "7200",
    }
    row = HubSubscription.objects.get()
    assert timedelta(minutes=119) < row.expires_at - timezone.now() < timedelta(minutes=121)

    write("Breaking")
    run.act(5)
    run.act(5)
    _, sent = receiver.requests
    assert sent.body == Client().get("/en/news/?feed=atom", headers={"host": "localhost"}).content
    assert b"Breaking" in sent.body
    assert sent.headers["content-type"].startswith("application/atom+xml")
    assert sent.headers["link"] == f'<http://localhost/newswire/hub/>; rel="hub", <{FEED}>; rel="self"'
    signature = hmac.new(SECRET.encode(), sent.body, hashlib.sha256).hexdigest()
    assert sent.headers["x-hub-signature"] == f"sha256={signature}"


def test_without_a_secret_nothing_is_signed(receiver: Receiver, write: Any) -> None:
    post(callback=receiver.url)
    run.act(5)
    write("Breaking")
    run.act(5)
    assert "x-hub-signature" not in receiver.requests[-1].headers


@pytest.mark.parametrize(
    "answer",
    [Reply(404), Reply(200, b"not the challenge"), Reply(302, b"", {"location": "http://127.0.0.1/"})],
)
def test_what_the_callback_does_not_confirm_is_not_so(receiver: Receiver, write: Any, answer: Reply) -> None:
    row = subscribed(receiver)
    receiver.answer = lambda request: answer
    again_at_once()
    assert post("unsubscribe", callback=receiver.url).status_code == 202
    other = f"{receiver.url}/other"
    assert post(callback=other).status_code == 202
    run.act(5)
    assert [query(request)["hub.mode"] for request in receiver.requests] == ["unsubscribe", "subscribe"]
    (left,) = HubSubscription.objects.all()
    assert (left.pk, left.asked, left.holds) == (row.pk, "", True)


def test_who_confirms_that_it_leaves_is_forgotten(receiver: Receiver, write: Any) -> None:
    subscribed(receiver)
    again_at_once()
    post("unsubscribe", callback=receiver.url)
    run.act(5)
    assert not HubSubscription.objects.exists()
    write("Breaking")
    run.act(5)
    assert len(receiver.requests) == 1


def test_a_renewal_counts_from_its_confirmation(receiver: Receiver, write: Any) -> None:
    row = subscribed(receiver, lease_seconds="3600")
    again_at_once()
    assert post(callback=receiver.url, secret="another", lease_seconds="7200").status_code == 202
    receiver.answer = lambda request: Reply(404 if query(request) else 200)
    run.act(5)
    write("Breaking")
    run.act(5)
    sent = receiver.requests[-1]
    old = hmac.new(SECRET.encode(), sent.body, hashlib.sha256).hexdigest()
    assert sent.headers["x-hub-signature"] == f"sha256={old}"
    receiver.answer = willing
    again_at_once()
    post(callback=receiver.url, secret="another", lease_seconds="7200")
    run.act(5)
    row.refresh_from_db()
    assert row.expires_at > timezone.now() + timedelta(minutes=100)
    (kept,) = row.secrets.all()
    assert secrets.unseal(kept.key_id, kept.sealed) == "another"


def test_a_lease_ends(receiver: Receiver, write: Any) -> None:
    subscribed(receiver)
    again_at_once(expires_at=timezone.now() - timedelta(seconds=1))
    write("Breaking")
    run.act(5)
    assert receiver.requests == []
    assert not HubSubscription.objects.exists()


@pytest.fixture
def patient(monkeypatch: pytest.MonkeyPatch, settings: Any) -> None:
    """No callback is given up, however slow the machine is."""
    monkeypatch.setattr(confirm, "SECONDS", PATIENCE)
    monkeypatch.setattr(distribute, "SECONDS", PATIENCE)
    settings.NEWSWIRE_DEADLINE = 30
    settings.NEWSWIRE_ALLOWED_HOSTS = ["127.0.0.1", "localhost"]


def hanging(receiver: Receiver, fine: int) -> None:
    """Callbacks with `hang` in their address answer when `fine` others have answered."""
    answered, enough, lock = itertools.count(1), threading.Event(), threading.Lock()

    def answer(request: Received) -> Reply:
        if "hang" in request.path:
            enough.wait(PATIENCE)
            return willing(request)
        with lock:
            if next(answered) == fine:
                enough.set()
        return willing(request)

    receiver.answer = answer


def all_served_at_the_first_try(version: int) -> bool:
    rows = HubSubscription.objects.values_list("state", "tries", "version", "asked")
    return set(rows) == {(HubSubscription.State.DONE, 1, version, "")}


def test_a_callback_that_hangs_delays_no_other(receiver: Receiver, write: Any, patient: None) -> None:
    names = ["hang", "a", "b", "c"]
    for name in names:
        assert post(callback=f"{receiver.url}/{name}").status_code == 202
    hanging(receiver, fine=3)
    assert run.act(5) == 4
    assert all_served_at_the_first_try(version=1)
    hanging(receiver, fine=3)
    write("Breaking")
    assert run.act(5) == 4
    assert all_served_at_the_first_try(version=2)


def test_hanging_callbacks_of_one_host_delay_no_other_host(
    receiver: Receiver, patient: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(callbacks, "AT_ONCE", 5)
    for number in range(7):
        assert post(callback=f"{receiver.url}/hang/{number}").status_code == 202
    assert post(callback=f"http://localhost:{receiver.port}/fine").status_code == 202
    hanging(receiver, fine=1)
    assert run.act(30) == 8
    assert all_served_at_the_first_try(version=1)


def test_what_cannot_be_begun_stops_no_other(
    receiver: Receiver, write: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("a", "b"):
        post(callback=f"{receiver.url}/{name}")
    run.act(5)
    receiver.requests.clear()
    begin = distribute.begin

    def breaks(row: HubSubscription) -> Any:
        if row.callback.endswith("/a"):
            raise RuntimeError
        return begin(row)

    monkeypatch.setattr(distribute, "begin", breaks)
    write("Breaking")
    run.act(5)
    assert [request.path for request in receiver.requests] == ["/hook/b"]
    assert set(HubSubscription.objects.values_list("callback", "state", "reason")) == {
        (f"{receiver.url}/a", HubSubscription.State.FAILED, "RuntimeError"),
        (f"{receiver.url}/b", HubSubscription.State.DONE, ""),
    }


def test_who_answers_410_is_gone(receiver: Receiver, write: Any) -> None:
    subscribed(receiver)
    receiver.answer = lambda request: Reply(410)
    write("Breaking")
    run.act(5)
    assert not HubSubscription.objects.exists()


def test_who_does_not_take_it_is_tried_again_with_what_is_new_then(receiver: Receiver, write: Any) -> None:
    subscribed(receiver)
    receiver.answer = lambda request: Reply(503)
    write("First")
    run.act(5)
    run.act(5)
    assert len(receiver.requests) == 1, "it waits before it tries again"
    write("Second")
    for _ in distribute.PAUSES:
        again_at_once()
        run.act(5)
    assert b"Second" in receiver.requests[-1].body
    assert len(receiver.requests) == len(distribute.PAUSES) + 1
    row = HubSubscription.objects.get()
    assert (row.state, row.reason) == (row.State.FAILED, "status 503")
    again_at_once()
    run.act(5)
    assert len(receiver.requests) == len(distribute.PAUSES) + 1
    receiver.answer = willing
    write("Third")
    again_at_once()
    run.act(5)
    assert b"Third" in receiver.requests[-1].body
    assert HubSubscription.objects.get().state == row.State.DONE


def test_a_callback_that_is_away_is_asked_again_a_few_times(receiver: Receiver) -> None:
    post(callback="http://127.0.0.1:9/")
    for _ in confirm.PAUSES:
        run.act(5)
        assert HubSubscription.objects.get().reason
        again_at_once()
    run.act(5)
    assert not HubSubscription.objects.exists()


@pytest.mark.parametrize(
    "topic", ["http://localhost/en/news/", "http://localhost/nothing", "http://localhost/admin/"]
)
def test_what_is_no_feed_is_denied(receiver: Receiver, topic: str) -> None:
    assert post(callback=receiver.url, topic=topic).status_code == 202
    run.act(5)
    (told,) = receiver.requests
    assert query(told)["hub.mode"] == "denied"
    assert query(told)["hub.topic"] == topic
    assert query(told)["hub.reason"]
    assert not HubSubscription.objects.exists()


REFUSED = [
    ({"mode": "delete"}, 400, "hub.mode"),
    ({"topic": ""}, 400, "needed"),
    ({"topic": "https://elsewhere.example/feed"}, 400, "no feed of this newsroom"),
    ({"topic": "http://localhost.evil.example/en/news/?feed=atom"}, 400, "no feed of this newsroom"),
    ({"callback": "http://169.254.169.254/latest"}, 400, "not on the public internet"),
    ({"callback": "http://[::1]/"}, 400, "not on the public internet"),
    ({"callback": "ftp://127.0.0.1/"}, 400, "hub.callback"),
    ({"callback": "http://127.0.0.1:9/#part"}, 400, "hub.callback"),
    ({"callback": "http://user:pass@127.0.0.1:9/"}, 400, "hub.callback"),
    ({"secret": "x" * 200}, 400, "bytes"),
    ({"lease_seconds": "-1"}, 400, "lease_seconds"),
    ({"lease_seconds": "soon"}, 400, "lease_seconds"),
    ({"mode": "unsubscribe"}, 400, "no such subscription"),
]


@pytest.mark.parametrize(("form", "status", "words"), REFUSED)
def test_what_is_refused_is_said_in_words(form: dict[str, str], status: int, words: str) -> None:
    answer = post(**form)
    assert (answer.status_code, words in answer.content.decode()) == (status, True), answer.content
    assert not HubSubscription.objects.exists()


def test_a_get_is_refused() -> None:
    assert Client().get(HUB).status_code == 405


def test_a_lease_is_kept_within_limits(receiver: Receiver) -> None:
    for asked, given in (("1", ask.SHORTEST), ("9" * 40, ask.LONGEST)):
        HubSubscription.objects.all().delete()
        receiver.requests.clear()
        post(callback=receiver.url, lease_seconds=asked)
        run.act(5)
        assert query(receiver.requests[0])["hub.lease_seconds"] == str(given)


def test_nobody_can_have_us_ask_a_strangers_server_again_and_again(settings: Any) -> None:
    settings.NEWSWIRE_HUB_PER_HOST = 3
    settings.NEWSWIRE_HUB_SUBSCRIPTIONS = 5
    assert post().status_code == 202
    soon = post()
    assert (soon.status_code, soon["Retry-After"]) == (429, "10")
    codes = [post(callback=f"http://127.0.0.1:9/{number}").status_code for number in range(3)]
    assert codes == [202, 202, 403]
    settings.NEWSWIRE_ALLOWED_HOSTS = ["127.0.0.1", "one.example", "two.example"]
    codes = [post(callback=f"http://{name}.example/").status_code for name in ("one", "two")]
    assert codes == [202, 202]
    full = post(callback="http://one.example/2")
    assert (full.status_code, "Retry-After" in full.headers) == (503, True)
    again_at_once()
    assert post().status_code == 202, "who is known may ask again"


def test_a_secret_is_sealed(receiver: Receiver) -> None:
    row = subscribed(receiver)
    (kept,) = row.secrets.all()
    assert SECRET.encode() not in bytes(kept.sealed)
    assert secrets.rewrap(HubSecret, dry_run=True) == 0


def test_a_ping_has_the_feed_read_again(receiver: Receiver) -> None:
    subscribed(receiver)
    HubTopic.objects.update(read_at=timezone.now() - timedelta(minutes=1))
    assert Client().post(HUB, {"hub.mode": "publish", "hub.url": FEED}).status_code == 202
    assert HubTopic.objects.get().read_at is None


def test_a_feed_that_nobody_wants_any_more_is_forgotten(receiver: Receiver) -> None:
    subscribed(receiver)
    HubSubscription.objects.all().delete()
    HubTopic.objects.update(read_at=timezone.now() - timedelta(hours=2))
    run.act(1)
    assert not HubTopic.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_what_is_published_wakes_the_hub(monkeypatch: pytest.MonkeyPatch, settings: Any, write: Any) -> None:
    woken: list[str] = []
    monkeypatch.setattr(wake, "_hub", lambda: woken.append("hub"))
    write("Breaking")
    assert woken
    woken.clear()
    settings.NEWSWIRE_HUB = False
    write("More")
    assert not woken


def test_subscriptions_are_listed_and_can_be_ended(receiver: Receiver, admin: Client) -> None:
    row = subscribed(receiver)
    listed = admin.get("/admin/newswire/subscriptions/").content.decode()
    assert receiver.url in listed
    assert FEED.replace("&", "&amp;") in listed
    assert SECRET not in listed
    admin.post(f"/admin/newswire/subscriptions/delete/{row.pk}/")
    assert not HubSubscription.objects.exists()


class Stranger:
    """Flask-WebSub's subscriber, serving its callbacks."""

    def __init__(self, folder: Any) -> None:
        self.heard: list[bytes] = []
        self.said: list[str] = []
        temporary = SQLite3TempSubscriberStorage(str(folder / "temporary.sqlite3"))
        self.subscriber = Subscriber(SQLite3SubscriberStorage(str(folder / "kept.sqlite3")), temporary)
        self.subscriber.add_listener(lambda topic, callback, body: self.heard.append(body))
        self.subscriber.add_success_handler(lambda topic, callback, mode: self.said.append(mode))
        self.subscriber.add_error_handler(lambda topic, callback, reason: self.said.append(reason))
        self.app = Flask("stranger")
        self.app.register_blueprint(self.subscriber.build_blueprint(url_prefix="/callbacks"))
        self.server = make_server("127.0.0.1", 0, self.app, threaded=True)
        self.app.config["SERVER_NAME"] = f"127.0.0.1:{self.server.port}"
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def does(self, act: Callable[[Subscriber], Any]) -> Any:
        with self.app.app_context():
            return act(self.subscriber)


@pytest.fixture
def newsroom(settings: Any, tmp_path: Any, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """The test site over TLS: the client sends a secret over nothing else."""
    own = certificate(tmp_path)
    monkeypatch.setenv("REQUESTS_CA_BUNDLE", str(own))
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(own)
    server = make_server("127.0.0.1", 0, WSGIHandler(), threaded=True, ssl_context=context)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    settings.NEWSWIRE_BASE_URL = f"https://localhost:{server.port}"
    yield settings.NEWSWIRE_BASE_URL
    server.shutdown()


@pytest.mark.django_db(transaction=True)
def test_a_client_of_somebody_elses(newsroom: str, tmp_path: Any, write: Any) -> None:
    stranger = Stranger(tmp_path)
    try:
        hub_url = discover(f"{newsroom}/en/news/?feed=rss")["hub_url"]
        wanted = {"topic_url": FEED, "hub_url": hub_url, "secret": SECRET, "lease_seconds": 3600}
        kept = stranger.does(lambda one: one.subscribe(**wanted))
        run.act(5)
        assert stranger.said == ["subscribe"]
        write("Breaking")
        run.act(5)
        (heard,) = stranger.heard  # it hears only what is signed well
        assert b"Breaking" in heard
        again_at_once()
        stranger.does(lambda one: one.renew(kept))
        run.act(5)
        again_at_once()
        stranger.does(lambda one: one.unsubscribe(kept))
        run.act(5)
        assert stranger.said == ["subscribe", "subscribe", "unsubscribe"]
        write("Later")
        run.act(5)
        assert len(stranger.heard) == 1
    finally:
        stranger.server.shutdown()


@pytest.mark.process
@pytest.mark.django_db(transaction=True)
def test_a_worker_serves_a_client_of_somebody_elses(
    newsroom: str, own_valkey: Valkey, tmp_path: Any, write: Any
) -> None:
    stranger = Stranger(tmp_path)
    wanted = {"topic_url": FEED, "hub_url": f"{newsroom}{HUB}", "secret": SECRET, "lease_seconds": 3600}
    try:
        with Worker("newswire.publisher", own_valkey.url, DJANGO_SETTINGS_MODULE="host.hub_settings"):
            stranger.does(lambda one: one.subscribe(**wanted))
            until(lambda: stranger.said == ["subscribe"])
            # It has told us before the worker has noted that it did.
            until(lambda: HubSubscription.objects.get().state == HubSubscription.State.DONE)
            write("Breaking")
            until(lambda: any(b"Breaking" in body for body in stranger.heard))
    finally:
        stranger.server.shutdown()
