"""Capture, reconcile, dependents and dispatch together: what is announced, and that it comes to rest."""

from datetime import timedelta

import pytest
from django.utils import timezone
from host.models import HostPage
from support.factories import make_channel
from wagtail.models import Page, PageViewRestriction, Site

from newswire.publisher import dependents, dispatch, reconcile
from newswire.publisher.models import Counter, Event, Publication
from newswire.publisher.reconcile import audit

pytestmark = pytest.mark.django_db(transaction=True)


def rest(rounds=10):
    """Lets everything run until nothing is left to do; the types of the events that came of it."""
    last = Event.objects.count()
    for _ in range(rounds):
        found = reconcile.step(5)
        settled = dispatch.run(5)
        if not (settled or found.raised or found.missing or found.followed):
            return list(Event.objects.order_by("sequence").values_list("type", flat=True)[last:])
    raise AssertionError("it does not come to rest")


@pytest.fixture
def site(tree):
    """A channel that gets every host page from now on; what was live before has been recorded."""
    Publication.objects.update(render_retry_at=None)  # the home page was made live and never published
    rest()
    return make_channel("http://127.0.0.1:1/", page_types=["host.hostpage"], started_at=timezone.now())


def test_a_site_that_was_there_before_newswire_stays_silent(tree, site):
    for number in range(5):
        tree.page(f"Page {number}")
    Publication.objects.all().delete()
    Counter.objects.update(baseline_after=0)
    assert rest() == []
    assert Publication.objects.filter(state="live", version=0).count() == 6


def test_what_was_announced_is_found_to_agree(tree, site):
    tree.published()
    assert rest() == ["page.published"]
    assert rest() == []


@pytest.mark.parametrize(
    ("change", "event"),
    [({"title": "By SQL"}, "page.updated"), ({"live": False}, "page.unpublished")],
    ids=str,
)
def test_a_queryset_update_is_announced(tree, site, change, event):
    page = tree.published()
    rest()
    Page.objects.filter(pk=page.pk).update(**change)
    assert rest() == [event]


def test_a_body_changed_by_sql_is_found_by_the_audit(tree, site):
    page = tree.published()
    rest()
    HostPage.objects.filter(pk=page.pk).update(body="<p>By SQL.</p>")
    assert rest() == []
    assert sum(audit.deep()) > 0
    assert rest() == ["page.updated"]


def test_an_audit_of_what_is_the_same_announces_nothing(tree, site):
    for number in range(3):
        tree.published(f"Page {number}")
    rest()
    assert sum(audit.deep()) == 3
    assert rest() == []


def test_privacy_and_a_hostname(tree, site):
    section = tree.published("Section")
    tree.published("Below", section)
    rest()
    restriction = PageViewRestriction.objects.create(page=section, restriction_type="login")
    assert rest() == ["page.unpublished"] * 2
    assert {event.reason for event in Event.objects.order_by("-sequence")[:2]} == {"private"}
    restriction.delete()
    assert len(rest()) == 2
    Site.objects.update(hostname="other.example.org")
    assert rest() == ["page.moved"] * 2  # and not the home page, which the channel was never sent


def test_a_draft_that_is_scheduled_and_a_private_page_never_leave(tree, site):
    page = tree.draft(go_live_at=timezone.now() + timedelta(days=1))
    page.get_latest_revision().publish()
    section = tree.draft("Private")
    section.view_restrictions.create(restriction_type="login")
    section.get_latest_revision().publish()
    tree.published("Below", HostPage.objects.get(pk=section.pk))
    assert rest() == []


def test_pages_that_show_each_other_come_to_rest(tree, site):
    first, second = tree.published("First"), tree.published("Second")
    link = '<p><a linktype="page" id="{}">More</a></p>'
    HostPage.objects.filter(pk=first.pk).update(body=link.format(second.pk))
    HostPage.objects.filter(pk=second.pk).update(body=link.format(first.pk))
    for page in (first, second):
        HostPage.objects.get(pk=page.pk).save_revision().publish()
    rest()
    page = HostPage.objects.get(pk=first.pk)
    page.slug = "renamed"
    page.save_revision().publish()
    events = rest()
    assert events == ["page.moved", "page.updated"]  # the second shows the first one's address
    assert rest() == []


def test_a_takedown_of_many_below_a_deleted_page(tree, site):
    section = tree.published("Section")
    for number in range(3):
        tree.published(f"Page {number}", section)
    rest()
    HostPage.objects.get(pk=section.pk).delete()
    assert rest() == ["page.deleted"] * 4


def test_dependents_do_not_wait_for_reconcile(tree, site):
    target = tree.published("Target")
    tree.published("Teaser", body=f'<p><a linktype="page" id="{target.pk}">More</a></p>')
    rest()
    page = HostPage.objects.get(pk=target.pk)
    page.slug = "renamed"
    page.save_revision().publish()
    assert dispatch.run(5) == 1
    assert dependents.run(5) == 1
    assert dispatch.run(5) == 1
    assert Event.objects.latest("sequence").type == "page.updated"


def test_pages_that_move_into_a_section_reach_the_channel_that_wants_it(tree):
    wanted, other = tree.published("Wanted"), tree.published("Other")
    below = tree.published("Below", tree.published("Section", other))
    Publication.objects.update(render_retry_at=None)
    rest()
    make_channel(
        "http://127.0.0.1:1/",
        page_types=["host.hostpage"],
        sections=[wanted.pk],
        started_at=timezone.now(),
    )
    section = HostPage.objects.get(pk=below.pk).get_parent().specific
    section.move(HostPage.objects.get(pk=wanted.pk), pos="last-child")
    assert len(rest()) == 2
    assert {event.publication.page_id for event in Event.objects.all()} == {section.pk, below.pk}
