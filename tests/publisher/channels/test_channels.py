"""Channels as a service: made, tested, switched on and off."""

import json
import threading

import pytest
from host.models import BrokenPage, HostPage
from pytest_django import Settings
from services import tree
from services.receiver import Received, Receiver, Reply
from services.waiting import PATIENCE
from standardwebhooks.webhooks import Webhook
from support.beside import beside
from support.factories import announce, make_publication
from wagtail.models import Page

from newswire.publisher import channels, content, deliver
from newswire.publisher.channels import page_types
from newswire.publisher.models import Attempt, Channel, Delivery, Lane
from newswire.publisher.transports.webhook import Webhook as WebhookTransport

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def site() -> None:
    tree.home()


def test_name_and_address_are_enough(settings: Settings) -> None:
    settings.NEWSWIRE_PAGE_TYPES = ["host.HostPage"]
    channel, secret = channels.create("Partner", "https://example.org/hook")
    channel.refresh_from_db()
    assert secret.startswith("whsec_")
    assert (channel.state, channel.started_at) == ("paused", None)
    assert (channel.mode, channel.order, channel.lane.cap) == ("full", "latest", 4)
    assert (channel.languages, channel.sections) == ([], [])
    assert "host.hostpage" in channel.page_types


def test_types_ticked_by_default_are_those_that_say_what_they_say(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.NEWSWIRE_PAGE_TYPES = []
    assert "host.hostpage" not in channels.default_page_types()
    monkeypatch.setitem(content._by_model, HostPage, lambda page, request: None)
    assert "host.hostpage" in channels.default_page_types()
    assert "wagtailcore.page" not in channels.default_page_types()


def test_a_page_type_that_only_imports_make_can_be_ticked(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(HostPage, "is_creatable", False)
    found = page_types.all_page_types()
    assert HostPage in found
    assert Page not in found  # the root's


def test_a_proxy_cannot_be_ticked_since_its_pages_are_stored_as_another_type(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    assert HostPage in page_types.all_page_types()
    monkeypatch.setattr(HostPage._meta, "proxy", True)
    assert HostPage not in page_types.all_page_types()


def test_a_proxy_is_refused_and_the_type_that_its_pages_are_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(HostPage._meta, "proxy", True)
    monkeypatch.setattr(HostPage._meta, "concrete_model", BrokenPage)
    with pytest.raises(ValueError, match=r"^host\.hostpage is a proxy: .* stored as host\.BrokenPage"):
        channels.create("Partner", "https://example.org/hook", page_types=["host.hostpage"])
    assert not Channel.objects.exists()


def test_a_format_that_nobody_knows_is_refused_and_those_that_are_there_are_named() -> None:
    with pytest.raises(KeyError, match=r"no format 'ninsj', only .*ninjs"):
        channels.create("Partner", "https://example.org/hook", format="ninsj")
    assert not Channel.objects.exists()


def test_the_test_is_signed_and_taken_by_the_simplest_receiver(receiver: Receiver) -> None:
    channel, secret = channels.create("Partner", receiver.url)
    receiver.answer = lambda request: Reply(body=b'{"ok": true}')
    exchange = channels.send_test(channel)
    (request,) = receiver.requests
    data = Webhook(secret).verify(request.body, request.headers)["data"]
    assert data["state"] == "gone"
    assert (exchange.worked, exchange.status, exchange.answer_body) == (True, 200, '{"ok": true}')
    assert secret not in json.dumps(exchange.as_dict())
    assert request.headers["webhook-signature"] not in json.dumps(exchange.as_dict())
    assert Attempt.objects.get(channel=channel).outcome == "delivered"
    assert Delivery.objects.get(channel=channel).state == "delivered"
    assert Lane.objects.get(channel=channel).last_success_at


@pytest.mark.parametrize(("status", "error"), [(500, "server_error"), (301, "redirect"), (404, "not_found")])
def test_a_test_that_fails_says_why_and_is_not_tried_again(
    receiver: Receiver, status: int, error: str
) -> None:
    channel, _ = channels.create("Partner", receiver.url)
    receiver.answer = lambda request: Reply(status, b"oh no", {"location": "/new"} if status == 301 else {})
    exchange = channels.send_test(channel)
    assert (exchange.worked, exchange.status, exchange.error) == (False, status, error)
    assert exchange.answer_body == "oh no"
    assert Delivery.objects.get(channel=channel).state == "cancelled"
    channel.refresh_from_db()
    assert (channel.state, channel.lane.failures, channel.lane.breaker) == ("paused", 0, "closed")


def test_a_test_to_a_private_address_is_refused(receiver: Receiver, settings: Settings) -> None:
    settings.NEWSWIRE_ALLOWED_HOSTS = []
    channel, _ = channels.create("Partner", receiver.url)
    exchange = channels.send_test(channel)
    assert (exchange.status, exchange.error) == (0, "refused_address")
    assert not receiver.requests


def test_nobody_answers() -> None:
    channel, _ = channels.create("Partner", "http://127.0.0.1:1/hook")
    exchange = channels.send_test(channel)
    assert (exchange.status, exchange.error) == (0, "connect")


def test_a_receiver_that_hangs_is_waited_for_only_so_long(receiver: Receiver, settings: Settings) -> None:
    settings.NEWSWIRE_DEADLINE = 0.5
    channel, _ = channels.create("Partner", receiver.url)
    receiver.answer = lambda request: Reply(delay=3)
    assert channels.send_test(channel).error == "timeout"


def test_what_is_announced_while_a_test_is_under_way_goes_as_soon_as_it_is_over(receiver: Receiver) -> None:
    """To a channel that has not succeeded of late, which is sent one at a time."""
    channel, _ = channels.create("Partner", receiver.url)
    channels.start(channel)
    is_over = threading.Event()

    def answer(request: Received) -> Reply:
        is_over.wait(PATIENCE)
        return Reply()

    receiver.answer = answer
    with beside(lambda: channels.send_test(channel)):
        receiver.wait_for(1)
        announce(make_publication(), [channel])
        assert deliver.run(5) == 0
        is_over.set()

    assert deliver.run(5) == 1


@pytest.mark.parametrize(("method", "status"), [("request", 0), ("verdict", 200)])
def test_a_transport_that_raises_fails_the_test_and_says_so(
    receiver: Receiver, monkeypatch: pytest.MonkeyPatch, method: str, status: int
) -> None:
    def raises(*given: object) -> None:
        raise KeyError("title")

    monkeypatch.setattr(WebhookTransport, method, raises)
    channel, _ = channels.create("Partner", receiver.url)
    exchange = channels.send_test(channel)
    assert (exchange.error, exchange.detail, exchange.status) == ("transport", "KeyError", status)
    assert Delivery.objects.get().state == Delivery.State.CANCELLED


def test_start_pause_resume_disable(receiver: Receiver) -> None:
    channel, _ = channels.create("Partner", receiver.url)
    channels.start(channel)
    started = Channel.objects.get().started_at
    assert (Channel.objects.get().state, started is None) == ("active", False)
    channels.pause(channel, "Their move")
    assert (Channel.objects.get().state, Channel.objects.get().state_note) == ("paused", "Their move")
    Lane.objects.update(breaker="open", failures=9)
    channels.resume(channel)
    assert Channel.objects.get().state == "active"
    assert Channel.objects.get().started_at == started
    assert (Lane.objects.get().breaker, Lane.objects.get().failures) == ("closed", 0)
    channels.disable(channel, "It answered 410")
    assert Channel.objects.get().state == "disabled"


def test_a_channel_outside_is_refused_while_the_site_is_localhost() -> None:
    tree.home("localhost")
    channel, _ = channels.create("Partner", "https://example.org/hook")
    with pytest.raises(channels.CannotStart, match=r"localhost.*Settings, Sites"):
        channels.start(channel)
    assert Channel.objects.get().state == "paused"


@pytest.mark.parametrize("base", ["", "https://example.com", "http://localhost:8000"])
def test_a_channel_outside_is_refused_while_the_base_address_is_nobodys(
    settings: Settings, base: str
) -> None:
    settings.WAGTAILADMIN_BASE_URL = base
    channel, _ = channels.create("Partner", "https://example.org/hook")
    with pytest.raises(channels.CannotStart, match="WAGTAILADMIN_BASE_URL"):
        channels.start(channel)


def test_a_channel_on_this_machine_may_start_anyhow(receiver: Receiver, settings: Settings) -> None:
    tree.home("localhost")
    settings.WAGTAILADMIN_BASE_URL = "http://example.com"
    channel, _ = channels.create("Partner", receiver.url)
    channels.start(channel)
    assert Channel.objects.get().state == "active"
