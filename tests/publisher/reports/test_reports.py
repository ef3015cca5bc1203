"""Reports: what they list, for whom, by how many queries, and what leaves as a file."""

import csv
import io
import itertools
from datetime import timedelta
from typing import Any

import openpyxl
import pytest
from django.contrib.auth.models import Group, User
from django.contrib.messages import get_messages
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from host.tree import Tree, plant
from support import factories
from support.factories import announce, make_channel

from newswire.publisher import roles
from newswire.publisher.models import Channel, Copy, Delivery, Event, Job, Lane, Publication
from newswire.publisher.reports.arrival import arrivals
from newswire.publisher.reports.attention import attention

pytestmark = pytest.mark.django_db(transaction=True)
REPORTS = "/admin/reports/newswire/"
_page_ids = itertools.count(100_000)  # of no page that there is
AGAIN = "/admin/bulk/newswire_publisher/delivery/send_again/?next=/admin/"


@pytest.fixture
def tree() -> Tree:
    tree = plant()
    roles.make()
    return tree


def client_of(group: str) -> Client:
    user = User.objects.create_user(group)
    user.groups.add(Group.objects.get(name=group))
    client = Client()
    client.force_login(user)
    return client


@pytest.fixture
def manager(tree: Tree) -> Client:
    return client_of("Channel manager")


def make_publication(**fields: Any) -> Publication:
    return factories.make_publication(page_id=next(_page_ids), **fields)


def sent(title: str, channel: Channel, state: str = "delivered", lang: str = "en", **fields: Any) -> Delivery:
    publication = make_publication(title=title, lang=lang)
    (delivery,) = announce(publication, [channel])
    Delivery.objects.filter(pk=delivery.pk).update(state=state, **fields)
    return delivery


def rows(client: Client, path: str) -> list[str]:
    """The titles that a report lists, in its order."""
    found = client.get(REPORTS + path)
    assert found.status_code == 200
    return [str(getattr(one, "publication", one)) for one in found.context["object_list"]]


def test_sendings_are_narrowed_by_channel_page_language_state_and_time(manager: Client) -> None:
    first, second = make_channel("http://127.0.0.1:9/"), make_channel("http://127.0.0.1:9/")
    sent("Harbour", first)
    sent("Port", second, lang="fr", state="parked")
    old = sent("Bridge", first)
    Delivery.objects.filter(pk=old.pk).update(created_at=timezone.now() - timedelta(days=9))
    yesterday = (timezone.localdate() - timedelta(days=1)).isoformat()  # a day may end meanwhile
    assert rows(manager, "deliveries/") == ["Bridge", "Port", "Harbour"]
    assert rows(manager, f"deliveries/?channel={second.pk}") == ["Port"]
    assert rows(manager, "deliveries/?page=arb") == ["Harbour"]
    assert rows(manager, f"deliveries/?page={old.publication.page_id}") == ["Bridge"]
    assert rows(manager, "deliveries/?language=fr") == ["Port"]
    assert rows(manager, "deliveries/?state=parked&state=queued") == ["Port"]
    assert rows(manager, f"deliveries/?created_at_from={yesterday}") == ["Port", "Harbour"]
    assert rows(manager, "deliveries/?state=nonsense&created_at_from=x&page=%00") != [""]


def test_failed_are_those_that_stopped_and_those_that_are_tried_again(manager: Client) -> None:
    channel = make_channel("http://127.0.0.1:9/")
    sent("Sent", channel)
    sent("Waits", channel, state="queued")
    sent("Tried again", channel, state="queued", last_error="timeout")
    sent("Stopped", channel, state="parked", last_error="server_error")
    assert rows(manager, "failed/") == ["Stopped", "Tried again"]
    shown = manager.get(f"{REPORTS}failed/").content.decode()
    assert "The site did not answer in time." in shown
    assert "Send it again when the site works." in shown


def test_never_arrived_are_live_pages_that_a_site_should_have_and_has_not_confirmed(manager: Client) -> None:
    channel = make_channel("http://127.0.0.1:9/")
    off = make_channel("http://127.0.0.1:9/", state=Channel.State.DISABLED)
    for title, version, state, of in [
        ("Lost", 0, "live", channel),
        ("There", 1, "live", channel),
        ("Gone", 0, "gone", channel),
        ("Off", 0, "live", off),
    ]:
        (delivery,) = announce(publication := make_publication(title=title), [of])
        Copy.objects.create(
            channel=of,
            publication=publication,
            version=version,
            announced_state=state,
            announced_sequence=delivery.event_id,
        )
    assert rows(manager, "never/") == ["Lost"]
    assert (
        manager.get(f"{REPORTS}never/").context["object_list"][0].announced_at
        == Event.objects.order_by("sequence")[0].at
    )


def test_pages_that_could_not_be_sent_say_why(manager: Client) -> None:
    make_publication(title="Broken", render_failures=2, render_error="The template raised <b>ValueError</b>.")
    make_publication(title="Well")
    assert rows(manager, "unrendered/") == ["Broken"]
    assert "&lt;b&gt;ValueError" in manager.get(f"{REPORTS}unrendered/").content.decode()


@pytest.mark.parametrize("path", ["deliveries/", "failed/", "never/", "unrendered/", "arrival/"])
def test_fifty_rows_cost_no_more_queries_than_one(manager: Client, path: str) -> None:
    channel = make_channel("http://127.0.0.1:9/")

    def add(count: int) -> None:
        for _ in range(count):
            publication = make_publication(title="Harbour", render_failures=1)
            announce(publication, [channel], last_error="timeout")
            Copy.objects.create(
                channel=channel, publication=publication, announced_state="live", announced_sequence=1
            )

    def queries() -> int:
        with CaptureQueriesContext(
            connection,
        ) as counted:
            assert manager.get(REPORTS + path).status_code == 200
        return len(counted)

    add(1)
    manager.get(REPORTS + path)
    before = queries()
    add(49)
    assert queries() == before


@pytest.mark.parametrize("path", ["deliveries/", "failed/", "never/", "unrendered/"])
def test_exports_hold_what_is_listed_and_no_formula(manager: Client, path: str) -> None:
    channel = make_channel("http://127.0.0.1:9/")
    publication = make_publication(title="=HYPERLINK(1)", render_failures=1)
    announce(publication, [channel], last_error="timeout")
    Copy.objects.create(
        channel=channel, publication=publication, announced_state="live", announced_sequence=1
    )
    answer = manager.get(f"{REPORTS}{path}?export=csv")
    heading, row = csv.reader(io.StringIO(b"".join(answer.streaming_content).decode()))
    assert (heading[0], row[0]) == ("Page", "'=HYPERLINK(1)")
    answer = manager.get(f"{REPORTS}{path}?export=xlsx")
    sheet = openpyxl.load_workbook(io.BytesIO(b"".join(answer.streaming_content))).active
    assert [cell.value for cell in sheet["A"]] == ["Page", "'=HYPERLINK(1)"]


def test_an_editor_sees_the_pages_of_the_own_trees_and_a_reporter_sees_none(tree: Tree) -> None:
    channel = make_channel("http://127.0.0.1:9/")
    mine, other = sent("Mine", channel), sent("Of another tree", channel)
    Publication.objects.filter(pk=mine.publication_id).update(tree_path=f"{tree.home.path}0001")
    Publication.objects.filter(pk=other.publication_id).update(tree_path="00019999")
    assert rows(client_of("Editor"), "deliveries/") == ["Mine"]
    reporter = client_of("Reporter")
    assert reporter.get(f"{REPORTS}deliveries/").status_code == 302
    assert REPORTS not in reporter.get("/admin/").content.decode()


def test_what_is_ticked_is_sent_again_by_a_job_of_its_channel(manager: Client) -> None:
    channel = make_channel("http://127.0.0.1:9/", started_at=timezone.now())
    first, second = sent("Harbour", channel, state="parked"), sent("Port", channel, state="parked")
    test = announce(None, [channel])[0]
    path = f"{AGAIN}&id={first.pk}&id={second.pk}&id={test.pk}&id=999999"
    shown = manager.get(path).content.decode()
    assert "2 pages are sent again, as they are now:" in shown
    assert "Test or notice" in shown
    manager.post(path)
    assert Job.objects.get().scope["publications"] == [first.publication_id, second.publication_id]


def test_who_may_not_publish_a_page_does_not_send_it_again(tree: Tree) -> None:
    channel = make_channel("http://127.0.0.1:9/", started_at=timezone.now())
    delivery = sent("Harbour", channel, state="parked")
    answer = client_of("Reporter").post(f"{AGAIN}&id={delivery.pk}")
    assert not Job.objects.exists()
    assert ["Nothing is sent again" in str(one) for one in get_messages(answer.wsgi_request)] == [True]


def test_arrival_times_are_of_first_sendings_of_fresh_news(tree: Tree) -> None:
    channel = make_channel("http://127.0.0.1:9/", name="A")
    make_channel("http://127.0.0.1:9/", name="B")
    now = timezone.now()
    for seconds in range(1, 101):
        delivery = sent("Harbour", channel, done_at=now)
        Event.objects.filter(pk=delivery.event_id).update(captured_at=now - timedelta(seconds=seconds))
    sent("Again", channel, done_at=now + timedelta(days=1), round=1)
    quick, empty = arrivals(timedelta(hours=1)).rows
    assert (quick.count, quick.p50, quick.p95) == (100, 51.0, 96.0)
    assert (empty.count, empty.p50) == (0, None)


def test_the_dashboard_says_what_needs_somebody_and_else_nothing(manager: Client) -> None:
    channel = make_channel("http://127.0.0.1:9/", name="Partner", started_at=timezone.now())
    assert "newswire-attention" not in manager.get("/admin/").content.decode()
    Lane.objects.filter(channel=channel).update(
        breaker="open", failing_since=timezone.now() - timedelta(hours=2)
    )
    sent("Harbour", channel, state="parked")
    late = sent("Port", channel, state="queued")
    Delivery.objects.filter(pk=late.pk).update(created_at=timezone.now() - timedelta(hours=1))
    for number in range(7):
        make_publication(title=f"Broken {number}", render_failures=1, render_error="It raised.")
    shown = manager.get("/admin/").content.decode()
    assert "failing for 2" in shown
    assert "1 sending has stopped and needs you." in shown
    assert "The oldest sending has waited for 1" in shown
    assert "Broken 6" in shown
    assert "2 more pages could not be sent." in shown


def test_the_dashboard_says_no_zero_minutes_and_names_five_sites(manager: Client) -> None:
    channels = [
        make_channel("http://127.0.0.1:9/", name=f"Site {n}", started_at=timezone.now()) for n in range(7)
    ]
    Lane.objects.filter(channel__in=channels).update(failing_since=timezone.now())
    shown = manager.get("/admin/").content.decode()
    assert "failing for less than a minute." in shown
    assert "Site 4" in shown and "Site 5" not in shown
    assert "2 more sites are failing." in shown


def test_what_was_sent_again_needs_nobody(tree: Tree) -> None:
    channel = make_channel("http://127.0.0.1:9/")
    publication = make_publication()
    announce(publication, [channel], state="parked")
    announce(publication, [channel], state="delivered")
    found = attention(User.objects.create_superuser("chief"))
    assert found is not None
    assert found.stopped == 0
