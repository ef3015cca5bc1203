"""A subscriber that we did not write, over TLS, with the hub in this process and in a worker."""

import ssl
import threading
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.core.handlers.wsgi import WSGIHandler
from flask import Flask
from flask_websub.subscriber import (
    SQLite3SubscriberStorage,
    SQLite3TempSubscriberStorage,
    Subscriber,
    discover,
)
from services.tls import certificate
from services.valkey import Valkey
from services.waiting import until
from services.worker import Worker
from support.own_valkey import own_valkey
from werkzeug.serving import make_server

from newswire.publisher.hub import run
from newswire.publisher.models import HubSubscription

from .asking import FEED, HUB, SECRET, again_at_once

__all__ = ["own_valkey"]


pytestmark = pytest.mark.django_db


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
