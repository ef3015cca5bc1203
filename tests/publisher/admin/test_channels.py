"""Sites and channels in the admin, as its people use it."""

import json
import logging
import re

import pytest
from django.contrib.auth.models import Permission, User
from django.test import Client
from django.utils import timezone
from pytest_django import Settings
from services import tree
from services.receiver import Receiver, Reply
from support.factories import announce, make_channel, make_publication

from newswire.publisher import channels, deliver, secrets
from newswire.publisher.models import Channel, Copy, Delivery

pytestmark = pytest.mark.django_db(transaction=True)

ADD = "/admin/newswire/channels/new/"
INDEX = "/admin/newswire/channels/"


@pytest.fixture(autouse=True)
def site(settings: Settings) -> None:
    tree.home()
    settings.NEWSWIRE_PAGE_TYPES = ["host.HostPage"]


def login(*codenames: str, superuser: bool = False) -> Client:
    user = User.objects.create_user("someone", is_superuser=superuser)
    user.user_permissions.set(Permission.objects.filter(codename__in=["access_admin", *codenames]))
    client = Client()
    client.force_login(user)
    return client


@pytest.fixture
def client() -> Client:
    return login("add_channel", "change_channel", "view_channel", "delete_channel")


def form(address: str, name: str = "Partner", **more: object) -> dict[str, object]:
    filled = {"name": name, "address": address, "page_types": ["host.hostpage"], "cap": 4}
    return {**filled, "mode": "full", "fallback": "omit", "order": "latest", **more}


def text(response: object) -> str:
    found = re.sub(r"<[^>]+>", " ", response.content.decode())
    return re.sub(r"\s+", " ", found)


def test_name_and_address_are_enough_and_the_secret_is_shown_once(client: Client) -> None:
    shown = client.get(ADD).content.decode()
    assert re.search(r'value="host.hostpage"[^>]*checked', shown)
    response = client.post(ADD, form("https://example.org/hook"), follow=True)
    channel = Channel.objects.get()
    secret = secrets.valid(channel)[0]
    assert secret in response.content.decode()
    assert "Not started" in text(response)
    assert secret not in client.get(f"{INDEX}inspect/{channel.pk}/").content.decode()
    assert (channel.state, channel.languages, channel.lane.cap) == ("paused", [], 4)


def test_a_private_address_is_refused_in_words(client: Client, settings: Settings) -> None:
    settings.NEWSWIRE_ALLOWED_HOSTS = []
    response = client.post(ADD, form("http://10.0.0.1/hook"))
    assert "NEWSWIRE_ALLOWED_HOSTS" in text(response)
    assert not Channel.objects.exists()


def test_send_a_test_shows_the_exchange_and_starts_the_channel(client: Client, receiver: Receiver) -> None:
    receiver.answer = lambda request: Reply(body=b"thanks, <b>taken</b>")
    client.post(ADD, form(receiver.url))
    channel = Channel.objects.get()
    response = client.post(f"{INDEX}test/{channel.pk}/", follow=True)
    assert "is now on" in text(response)
    assert "thanks, &lt;b&gt;taken&lt;/b&gt;" in response.content.decode()
    assert "newswire.channel.test.v1" in text(response)
    assert Channel.objects.get().state == "active"
    again = client.get(f"{INDEX}inspect/{channel.pk}/")
    assert "What came back" not in text(again)
    assert "Test or notice" in text(again)


def test_a_test_that_fails_says_what_to_do_and_leaves_it_off(client: Client, receiver: Receiver) -> None:
    receiver.answer = lambda request: Reply(status=500)
    client.post(ADD, form(receiver.url))
    channel = Channel.objects.get()
    response = client.post(f"{INDEX}test/{channel.pk}/", follow=True)
    assert "The site has a problem of its own. Send it again when the site works." in text(response)
    assert "by itself" not in text(response)  # a test is tried once
    assert Channel.objects.get().state == "paused"
    client.post(f"{INDEX}start/{channel.pk}/")
    assert Channel.objects.get().state == "active"


@pytest.mark.parametrize(
    ("reply", "said"),
    [
        (Reply(308, headers={"location": "https://new.example/hook"}), "https://new.example/hook"),
        (Reply(422, b"<b>no dateline</b>"), "&lt;b&gt;no dateline&lt;/b&gt;"),
    ],
)
def test_what_a_site_answered_stands_beside_the_sending_that_failed(
    client: Client, receiver: Receiver, reply: Reply, said: str
) -> None:
    receiver.answer = lambda request: reply
    channel = make_channel(receiver.url)
    announce(make_publication(page_id=9001), [channel])
    deliver.run()
    assert said in client.get(f"{INDEX}inspect/{channel.pk}/").content.decode()


def test_start_anyway_is_refused_with_the_setting_to_change(client: Client) -> None:
    tree.home("localhost")
    client.post(ADD, form("https://example.org/hook"))
    response = client.post(f"{INDEX}start/{Channel.objects.get().pk}/", follow=True)
    assert "Set it under Settings, Sites." in text(response)
    assert Channel.objects.get().state == "paused"


def test_pause_resume_and_switch_off(client: Client, receiver: Receiver) -> None:
    channel, _ = channels.create("Partner", receiver.url)
    channels.start(channel)
    for action, state in [("pause", "paused"), ("start", "active"), ("switch-off", "disabled")]:
        client.post(f"{INDEX}{action}/{channel.pk}/")
        assert Channel.objects.get().state == state
    assert "Switched off by someone" in text(client.get(INDEX))


def test_a_new_secret_is_shown_once_and_the_old_one_stays_for_a_day(client: Client) -> None:
    channel, old = channels.create("Partner", "https://example.org/hook")
    response = client.post(f"{INDEX}new-secret/{channel.pk}/", follow=True)
    new, kept = secrets.valid(channel)
    assert kept == old
    assert new in response.content.decode()
    assert old not in response.content.decode()


def test_a_new_key_pair_signs_beside_the_secret_and_only_its_public_half_is_shown(client: Client) -> None:
    channel, secret = channels.create("Partner", "https://example.org/hook")
    shown = client.post(f"{INDEX}new-keys/{channel.pk}/", follow=True).content.decode()
    private, kept = secrets.valid(channel)
    assert kept == secret
    assert private.startswith("whsk_")
    assert channel.secrets.get(kind="v1a").public in shown
    assert private not in shown
    assert secret not in shown
    assert f"/newswire/v1/keys/{channel.uuid}" in shown
    assert "beside the new one" not in shown  # no secret was replaced


def test_editing_keeps_the_secret_and_changes_the_lane(client: Client) -> None:
    channel, secret = channels.create("Partner", "https://example.org/hook")
    answer = client.post(
        f"{INDEX}edit/{channel.pk}/", form("https://example.org/new", languages=["fr"], cap=9)
    )
    assert answer.status_code == 302
    channel = Channel.objects.get()
    assert (channel.address, channel.languages, channel.lane.cap) == ("https://example.org/new", ["fr"], 9)
    assert secrets.valid(channel) == [secret]


def test_the_list_says_state_and_backlog_without_a_query_a_channel(
    client: Client, django_assert_max_num_queries: object
) -> None:
    for number in range(10):
        channels.create(f"Partner {number}", "https://example.org/hook")
    client.get(INDEX)
    with django_assert_max_num_queries(25):
        response = client.get(INDEX)
    assert "Not started" in text(response)
    assert "Partner 9" in text(response)


@pytest.mark.parametrize("action", ["test", "start", "pause", "switch-off", "new-secret"])
def test_buttons_ask_for_the_permission_and_for_post(receiver: Receiver, action: str) -> None:
    channel, _ = channels.create("Partner", receiver.url)
    reader = login("view_channel")
    assert reader.post(f"{INDEX}{action}/{channel.pk}/").status_code in (302, 403)
    assert reader.get(f"{INDEX}{action}/{channel.pk}/").status_code == 405
    assert Channel.objects.get().state == "paused"
    assert channel.secrets.count() == 1
    assert not receiver.requests
    assert not Delivery.objects.exists()


@pytest.mark.parametrize(
    ("status", "says"), [(413, "Even a test is too large"), (400, "The site refuses the test.")]
)
def test_a_test_that_is_refused_is_not_called_an_article(
    client: Client, receiver: Receiver, status: int, says: str
) -> None:
    receiver.answer = lambda request: Reply(status)
    channel, _ = channels.create("Partner", receiver.url)
    said = text(client.post(f"{INDEX}test/{channel.pk}/", follow=True))
    assert said.count(says) == 2, "of what was just sent, and in the list of attempts"
    assert "rticle is too large" not in said
    assert "efuses this article" not in said


@pytest.mark.parametrize("path", ["", "new/", "edit/{}/", "delete/{}/", "inspect/{}/", "history/{}/"])
def test_nobody_else_sees_anything(path: str) -> None:
    channel, _ = channels.create("Partner", "https://example.org/hook")
    response = login().get(INDEX + path.format(channel.pk), follow=True)
    assert "example.org" not in response.content.decode()
    assert "do not have permission" in text(response)


def test_who_may_only_look_sees_no_buttons_and_no_secret() -> None:
    channel, secret = channels.create("Partner", "https://example.org/hook")
    response = login("view_channel").get(f"{INDEX}inspect/{channel.pk}/")
    assert "Partner" in text(response)
    assert "Send a test" not in text(response)
    assert secret not in response.content.decode()


def test_the_pages_hold_no_inline_script_or_style_of_ours(client: Client) -> None:
    channel, _ = channels.create("Partner", "https://example.org/hook")
    page = client.get(f"{INDEX}inspect/{channel.pk}/").content.decode()
    main = page[page.index("<main") : page.index("</main>")]
    assert not re.search(r"<script(?![^>]*src)|<style|\sstyle=|\son\w+=", main)


def test_a_token_of_the_feed_is_shown_once_and_revoked(client: Client) -> None:
    client.post(ADD, form("https://example.org/hook"))
    own = f"{INDEX}inspect/{(pk := Channel.objects.get().pk)}/"
    client.post(f"{INDEX}feed-token/make/{pk}/")
    waiting = json.dumps(dict(client.session.items()))
    shown = client.get(own).content.decode()
    [token] = re.findall(r"nwt_[\w-]+", shown)
    assert "newswire_feed" in waiting and token not in waiting
    assert "http://testserver/newswire/v1/changes" in shown
    assert token not in client.get(own).content.decode()
    site = Client(headers={"authorization": f"Bearer {token}"})
    assert site.get("/newswire/v1/changes").status_code == 200
    client.post(f"{INDEX}feed-token/revoke/{pk}/")
    assert site.get("/newswire/v1/changes").status_code == 401


def test_what_is_shown_once_stands_in_no_debug_log(client: Client, caplog: pytest.LogCaptureFixture) -> None:
    """Django logs the whole context of a template that asks for a name that it does not have."""
    caplog.set_level(logging.DEBUG, "django.template")
    shown = client.post(ADD, form("https://example.org/hook"), follow=True).content.decode()
    pk = Channel.objects.get().pk
    for button in ("new-secret", "feed-token/make", "portal/make"):
        shown += client.post(f"{INDEX}{button}/{pk}/", follow=True).content.decode()
    found = set(re.findall(r"whsec_[\w+/=]+|nw[tp]_[\w-]+", shown))
    assert len(found) == 4
    assert "Exception while resolving variable" in caplog.text
    assert [one[:8] for one in found if one in caplog.text] == []


def test_who_may_not_change_channels_makes_no_token() -> None:
    channel = make_channel("https://example.org/hook")
    looker = login("view_channel")
    looker.post(f"{INDEX}feed-token/make/{channel.pk}/")
    assert not channel.tokens.exists()
    assert "Token for the feed" not in text(looker.get(f"{INDEX}inspect/{channel.pk}/"))


@pytest.mark.parametrize(
    ("size", "mode", "said"), [(99_000, "full", ""), (143_000, "full", "139.6"), (143_000, "thin", "")]
)
def test_a_site_that_is_sent_large_bodies_is_said(client: Client, size: int, mode: str, said: str) -> None:
    channel = make_channel("https://example.org/hook", mode=mode)
    for number, body in enumerate((b"x" * size, b"{}")):
        publication = make_publication(page_id=10**6 + number)
        (sent,) = announce(publication, [channel], body=body)
        told = {"announced_sequence": sent.event_id, "announced_version": 1, "announced_state": "live"}
        Copy.objects.create(channel=channel, publication=publication, **told)
    shown = text(client.get(f"{INDEX}inspect/{channel.pk}/"))
    assert ("Notice with a link" in shown) == bool(said) and said in shown


def test_one_that_is_down_and_says_for_how_long_is_not_being_tried_now(
    client: Client, receiver: Receiver
) -> None:
    receiver.answer = lambda request: Reply(503, headers={"retry-after": "18030"})
    channel = make_channel(receiver.url, cap=5, started_at=timezone.now())
    for _ in range(5):
        announce(make_publication(), [channel])
    deliver.run(5)

    shown = text(client.get(INDEX)).replace("\xa0", " ")
    assert "Paused after errors" in shown
    assert "Tried again in 5 hours" in shown
    assert "It is being tried again now." not in shown
