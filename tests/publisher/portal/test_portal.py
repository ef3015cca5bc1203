"""The pages that a token opens: what they show, to whom, and nothing of anybody else."""

import hashlib
import itertools
import re
from typing import Any

import pytest
from django.contrib.auth.models import Permission, User
from django.test import Client
from django.utils import timezone
from host.tree import plant
from services.receiver import Receiver, Reply
from support.factories import announce, make_channel, make_publication

from newswire.publisher import secrets
from newswire.publisher.models import Channel, Delivery, PortalToken
from newswire.publisher.portal import tokens

pytestmark = pytest.mark.django_db(transaction=True)


PAGES = itertools.count(1_000_000)  # numbers that no page of the tree has


class Developer:
    """Somebody without an account, who was given a link."""

    def __init__(self, channel: Channel) -> None:
        self.channel, self.client = channel, Client()
        self.token = tokens.create(channel)

    def address(self, path: str = "") -> str:
        return f"/newswire/portal/{self.token}/{path}"

    def page(self, path: str = "", status: int = 200) -> str:
        answer = self.client.get(self.address(path))
        assert answer.status_code == status, answer.content
        return answer.content.decode()


@pytest.fixture(autouse=True)
def newsroom() -> None:
    plant()


@pytest.fixture
def developer(receiver: Receiver) -> Developer:
    return Developer(make_channel(receiver.url, name="Ours"))


@pytest.fixture
def other() -> Developer:
    return Developer(make_channel("https://other.example/secret-path", name="Theirs"))


def tell(channel: Channel, count: int = 1, **fields: Any) -> list[Delivery]:
    return [announce(make_publication(page_id=next(PAGES)), [channel], **fields)[0] for _ in range(count)]


def test_the_first_screen_has_all_that_a_receiver_needs(developer: Developer, receiver: Receiver) -> None:
    page = developer.page()
    [secret] = secrets.valid(developer.channel)
    assert hashlib.sha256(secret.encode()).hexdigest()[:12] in page
    assert secret.removeprefix("whsec_") not in page
    assert receiver.url in page and "/newswire/v1/changes" in page and "body.v1.json" in page
    for language in ("Python", "Node", "PHP", "Go"):
        assert f"<summary>{language}" in page
    assert "None yet" in page


def test_nothing_runs_in_it_and_nobody_is_told_of_it(developer: Developer) -> None:
    [delivery] = tell(developer.channel)
    for path in ("", "sendings/", f"sendings/{delivery.pk}/"):
        answer = developer.client.get(developer.address(path))
        assert not re.search(r"<script|<style|\sstyle=|\son\w+=", answer.content.decode())
        assert "default-src 'none'" in answer["Content-Security-Policy"]
        assert "no-store" in answer["Cache-Control"] and answer["Referrer-Policy"] == "same-origin"
        assert "noindex" in answer["X-Robots-Tag"]


def test_send_me_a_test_shows_what_came_of_it_and_can_be_sent_again_later(
    developer: Developer, receiver: Receiver
) -> None:
    receiver.answer = lambda request: Reply(503, b"not today, <b>no</b>")
    page = developer.client.post(developer.address("test/"), follow=True).content.decode()
    assert "HTTP 503" in page and len(receiver.requests) == 1
    answer = developer.client.post(developer.address("test/"))
    assert (answer.status_code, answer["Retry-After"]) == (429, "30")
    assert len(receiver.requests) == 1
    PortalToken.objects.update(tested_at=timezone.now() - tokens.BETWEEN_TESTS)
    receiver.answer = lambda request: Reply()
    assert "It worked." in developer.client.post(developer.address("test/"), follow=True).content.decode()
    number = Delivery.objects.order_by("pk").first().pk
    sending = developer.page(f"sendings/{number}/")
    assert "channel.test" in sending and "not today, &lt;b&gt;no&lt;/b&gt;" in sending
    developer.channel.refresh_from_db()
    assert developer.channel.started_at is None


def test_a_test_needs_our_own_form(developer: Developer, receiver: Receiver) -> None:
    stranger = Client(enforce_csrf_checks=True)
    assert stranger.post(developer.address("test/")).status_code == 403
    assert developer.client.get(developer.address("test/")).status_code == 405
    assert not receiver.requests


def test_the_last_hundred_with_their_bodies(developer: Developer) -> None:
    rows = tell(developer.channel, 101)
    page = developer.page("sendings/")
    assert page.count("article.updated</a>") == 100
    body = developer.page(f"sendings/{rows[-1].pk}/")
    assert rows[-1].webhook_id in body and str(rows[-1].publication.uuid) in body
    developer.page(f"sendings/{rows[0].pk}/", status=410)


def test_a_body_that_is_kept_no_longer_is_said(developer: Developer) -> None:
    [delivery] = tell(developer.channel)
    delivery.payload.delete()
    assert "kept no longer" in developer.page(f"sendings/{delivery.pk}/")


def test_hostile_bodies_are_text(developer: Developer) -> None:
    body = b'{"data": {"title": "<script>alert(1)</script>"}}'
    [delivery] = tell(developer.channel, body=body)
    page = developer.page(f"sendings/{delivery.pk}/")
    assert "<script>" not in page and "&lt;script&gt;" in page


def test_nothing_of_another_channel_is_to_be_had(developer: Developer, other: Developer) -> None:
    [theirs] = tell(other.channel)
    Channel.objects.filter(pk=other.channel.pk).update(state_note="Paused by somebody.")
    for path in ("", "sendings/"):
        page = developer.page(path)
        assert "Theirs" not in page and "secret-path" not in page and theirs.webhook_id not in page
    developer.page(f"sendings/{theirs.pk}/", status=410)
    developer.page("sendings/999999/", status=410)
    assert "Paused by somebody" not in other.page()


def test_the_cost_does_not_grow_with_what_was_sent(
    developer: Developer, django_assert_max_num_queries: Any
) -> None:
    tell(developer.channel, 30)
    with django_assert_max_num_queries(4):
        developer.page("sendings/")
    with django_assert_max_num_queries(10):
        developer.page()


@pytest.mark.parametrize("token", ["nwp_nobody", "x" * 300, "%00"])
def test_no_such_link(token: str) -> None:
    answer = Client().get(f"/newswire/portal/{token}/")
    assert answer.status_code == 410 and b"revoked" in answer.content


def test_a_link_is_made_shown_once_and_revoked(developer: Developer) -> None:
    user = User.objects.create_user("someone")
    names = ["access_admin", "change_channel", "view_channel"]
    user.user_permissions.set(Permission.objects.filter(codename__in=names))
    manager, own = Client(), f"/admin/newswire/channels/inspect/{developer.channel.pk}/"
    manager.force_login(user)
    shown = manager.post(f"/admin/newswire/channels/portal/make/{developer.channel.pk}/", follow=True)
    [address] = re.findall(r"http://testserver(/newswire/portal/nwp_[\w-]+/)", shown.content.decode())
    assert "nwp_" not in manager.get(own).content.decode()
    developer.page(status=410)  # the one before it
    assert Client().get(address).status_code == 200
    assert address.split("/")[3] not in str(PortalToken.objects.values())
    manager.post(f"/admin/newswire/channels/portal/revoke/{developer.channel.pk}/")
    assert Client().get(address).status_code == 410
    user.user_permissions.remove(Permission.objects.get(codename="change_channel"))
    for act in ("make", "revoke"):
        manager.post(f"/admin/newswire/channels/portal/{act}/{developer.channel.pk}/")
    assert not tokens.valid(developer.channel).exists()
    assert "Link for developers" not in manager.get(own).content.decode()
