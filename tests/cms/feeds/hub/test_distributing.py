"""What is new is sent to who subscribed, over real HTTP, and again where that failed."""

from typing import Any

import pytest
from services.receiver import Receiver, Reply

from newswire.publisher.hub import distribute, run
from newswire.publisher.models import HubSubscription

from .asking import again_at_once, post, subscribed, willing

pytestmark = pytest.mark.django_db


def test_without_a_secret_nothing_is_signed(receiver: Receiver, write: Any) -> None:
    post(callback=receiver.url)
    run.act(5)
    write("Breaking")
    run.act(5)
    assert "x-hub-signature" not in receiver.requests[-1].headers


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
