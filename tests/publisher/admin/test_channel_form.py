"""What the form of a channel asks, and what it says while it is filled in."""

import threading

import pytest
from django.contrib.auth.models import User
from django.db import connection, transaction
from django.test import Client
from host.tree import plant
from pytest_django import Settings
from services.waiting import until
from support.beside import beside
from support.blocked import is_anybody_blocked
from support.factories import make_channel, make_publication

from newswire.publisher import addresses, channels, dependents, dispatch
from newswire.publisher.dispatch.match import gets
from newswire.publisher.models import Channel, Publication

pytestmark = pytest.mark.django_db(transaction=True)
INDEX = "/admin/newswire/channels/"


@pytest.fixture
def manager(settings: Settings) -> Client:
    plant()
    settings.NEWSWIRE_ALLOWED_HOSTS = ["127.0.0.1"]
    client = Client()
    client.force_login(User.objects.create_superuser("chief"))
    return client


def form(**more: object) -> dict[str, object]:
    filled = {"name": "Partner", "address": "http://127.0.0.1:9/hook", "cap": 4}
    return {**filled, "mode": "full", "fallback": "omit", "order": "latest", **more}


def saved(client: Client, **more: object) -> Channel:
    client.post(f"{INDEX}new/", form(**more))
    return Channel.objects.get()


def test_topics_are_written_with_commas_and_those_in_use_are_named(manager: Client) -> None:
    make_publication(page_id=100_000, topics=["sport", "economy"])
    assert "In use: economy, sport." in manager.get(f"{INDEX}new/").content.decode()
    channel = saved(manager, topics=" Sport; public health,sport,, ")
    assert channel.topics == ["sport", "public-health"]
    assert 'value="sport, public-health"' in manager.get(f"{INDEX}edit/{channel.pk}/").content.decode()


def test_a_rate_that_no_column_holds_is_refused_in_words(manager: Client) -> None:
    answer = manager.post(f"{INDEX}new/", form(rate_per_minute=10**12))
    assert "less than or equal to 1000000" in answer.content.decode()
    assert not Channel.objects.exists()


def test_event_types_are_chosen_in_words_and_kept_as_types(manager: Client) -> None:
    channel = saved(manager, event_types=["published", "corrected"])
    assert gets(channel, "article.published")
    assert gets(channel, "page.corrected")
    assert not gets(channel, "article.updated")
    shown = manager.get(f"{INDEX}edit/{channel.pk}/").content.decode()
    assert shown.count("checked") >= 2
    everything = ["published", "updated", "corrected", "moved", "restored"]
    manager.post(f"{INDEX}edit/{channel.pk}/", form(event_types=everything))
    assert Channel.objects.get().event_types == []


def test_a_changed_topic_takes_back_what_is_no_longer_wanted(manager: Client) -> None:
    tree = plant()
    channel = make_channel("http://127.0.0.1:9/", name="Partner", page_types=["host.hostpage"])
    Channel.objects.update(started_at=channel.created_at)
    tree.published()
    dispatch.run()
    manager.post(f"{INDEX}edit/{channel.pk}/", form(page_types=["host.hostpage"], topics="sport"))
    dependents.run()
    dispatch.run()
    assert channel.deliveries.order_by("-pk")[0].withdrawal


@pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite has one writer at a time")
def test_a_changed_topic_waits_for_no_transaction_that_holds_a_page(manager: Client) -> None:
    """With the channel's lane in its hands: nothing would be announced meanwhile."""
    tree = plant()
    channel = make_channel("http://127.0.0.1:9/", name="Partner", page_types=["host.hostpage"])
    Channel.objects.update(started_at=channel.created_at)
    held = tree.published()
    dispatch.run()
    is_saved = threading.Event()

    def narrow() -> None:
        manager.post(f"{INDEX}edit/{channel.pk}/", form(page_types=["host.hostpage"], topics="sport"))
        is_saved.set()

    with beside(narrow), transaction.atomic():
        Publication.objects.select_for_update().get(page_id=held.pk)
        until(lambda: is_saved.is_set() or is_anybody_blocked())
        assert is_saved.is_set()
    assert Channel.objects.get().topics == ["sport"]


def test_the_content_type_is_an_option_of_webhooks_alone(manager: Client) -> None:
    channel = saved(manager, content_type="application/cloudevents+json")
    assert channel.options == {"content_type": "application/cloudevents+json"}
    shown = manager.get(f"{INDEX}edit/{channel.pk}/").content.decode()
    assert 'value="application/cloudevents+json" selected' in shown


def test_a_name_is_taken_whatever_its_case(manager: Client) -> None:
    make_channel("http://127.0.0.1:9/", name="Partner")
    answer = manager.post(f"{INDEX}new/", form(name="PARTNER"))
    assert "There is a site or channel of this name already." in answer.content.decode()


def test_an_unknown_kind_of_channel_is_a_webhook(manager: Client) -> None:
    assert 'name="content_type"' in manager.get(f"{INDEX}new/?transport=pigeon").content.decode()
    assert manager.post(f"{INDEX}check/pigeon/").status_code == 422


@pytest.mark.parametrize(
    ("typed", "says"),
    [
        ({"address": "http://10.0.0.1/"}, "NEWSWIRE_ALLOWED_HOSTS"),
        ({"address": "ftp://example.org"}, "must begin with https://"),
        ({"address": "http://127.0.0.1:9/"}, "This is this machine itself"),
        ({"name": "partner"}, "of this name already"),
        ({"topics": "sport"}, "No page has had this topic lately: sport."),
    ],
)
def test_it_is_checked_while_it_is_typed(manager: Client, typed: dict[str, str], says: str) -> None:
    make_channel("http://127.0.0.1:9/", name="Partner")
    answer = manager.post(f"{INDEX}check/webhook/", typed)
    assert says in answer.content.decode()
    assert "required" not in answer.content.decode()
    assert Channel.objects.count() == 1


def test_what_is_still_empty_is_not_wrong_yet(manager: Client) -> None:
    assert manager.post(f"{INDEX}check/webhook/", {"name": "", "address": ""}).content.strip() == b""


def test_its_own_name_is_not_taken(manager: Client) -> None:
    channel = make_channel("http://127.0.0.1:9/", name="Partner")
    answer = manager.post(f"{INDEX}check/webhook/{channel.pk}/", {"name": "Partner"})
    assert answer.content.strip() == b""


def test_a_format_is_chosen_and_only_cloudevents_are_sent_as_such(manager: Client) -> None:
    channel = saved(manager, format="ninjs", content_type="application/json")
    assert Channel.objects.get().format == "ninjs"
    page = manager.post(
        f"{INDEX}edit/{channel.pk}/", form(format="html", content_type="application/cloudevents+json")
    ).content.decode()
    assert "Only the format CloudEvents can be sent as that." in page
    assert Channel.objects.get().format == "ninjs"
    manager.post(f"{INDEX}edit/{channel.pk}/", form(format="html"))
    assert Channel.objects.get().format == "html"
    shown = manager.get(f"{INDEX}edit/{channel.pk}/").content.decode()
    assert '<option value="cloudevents">CloudEvents (JSON)</option>' in shown


def test_what_became_of_a_channel_while_its_form_was_checked_is_not_undone(
    manager: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    channel = make_channel("http://127.0.0.1:9/", name="Partner")
    monkeypatch.setattr(addresses, "check_address", lambda address: channels.disable(channel, "410") or [])
    manager.post(f"{INDEX}edit/{channel.pk}/", form(address="http://127.0.0.1:9/new"))
    channel.refresh_from_db()
    assert (channel.address, channel.state) == ("http://127.0.0.1:9/new", Channel.State.DISABLED)


def test_a_channel_that_was_deleted_while_its_form_was_checked_does_not_come_back(
    manager: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    channel = make_channel("http://127.0.0.1:9/", name="Partner")
    monkeypatch.setattr(addresses, "check_address", lambda address: channel.delete() and [])
    answer = manager.post(f"{INDEX}edit/{channel.pk}/", form(address="http://127.0.0.1:9/new"), follow=True)
    assert not Channel.objects.exists()
    assert "was deleted meanwhile" in answer.content.decode()
