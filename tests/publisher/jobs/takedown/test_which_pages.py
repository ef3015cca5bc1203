"""Which pages a takedown takes: the versions of the set, the drafts not, with others publishing beside it."""

import time
from datetime import timedelta
from functools import partial

import pytest
from django.utils import timezone
from host.models import HostPage
from support.announced import held, republish
from support.beside import beside

from newswire.publisher import dispatch, takedown
from newswire.publisher.models import Intent

from .sites import REASON, states

pytestmark = pytest.mark.django_db(transaction=True)


def test_what_is_scheduled_is_scheduled_no_longer_and_drafts_are_left_alone(versions, tree, site):
    english, _ = versions()
    german = tree.home.locale.__class__.objects.create(language_code="de")
    later = timezone.now() + timedelta(hours=1)
    scheduled = tree.home.add_child(
        instance=HostPage(
            title="Hafen", slug="hafen", locale=german, translation_key=english.translation_key, live=False
        )
    )
    scheduled.go_live_at = later
    scheduled.save_revision(approved_go_live_at=later)
    takedown.take_down(english, REASON)
    assert not HostPage.objects.get(pk=scheduled.pk).approved_schedule
    assert not Intent.objects.filter(generation=None).exists()
    scheduled.go_live_at = None
    scheduled.save_revision().publish()
    dispatch.run()
    assert held(site)[scheduled.pk] == "live"


def test_a_page_that_left_the_set_stays(versions, site):
    english, french = versions()
    HostPage.objects.filter(pk=french.pk).update(translation_key="6a1c3a0e-5f0c-4f7b-9f0e-0d4a8f3d1b11")
    takedown.take_down(english, REASON)
    dispatch.run()
    assert states() == [False, True]
    assert held(site) == {english.pk: "gone", french.pk: "live"}


def test_an_alias_stands_for_what_it_copies(tree, published, site):
    page = published()
    alias = page.create_alias(update_slug="alias", parent=tree.home)
    takedown.take_down(alias, REASON)
    assert states() == [False, False]


def test_while_others_publish_the_same_pages(versions, site):
    """Whoever pressed last decides; neither fails. A publish that began before the takedown and is committed
    after it brings nothing back.
    """
    english, french = versions()

    def publish(page):
        for number in range(5):
            republish(page, title=f"{page.title} {number}")

    with beside(partial(publish, french), partial(publish, english)):
        time.sleep(0.1)
        takedown.take_down(english, REASON)
    dispatch.run()
    for page in (english, french):
        now = HostPage.objects.get(pk=page.pk)
        meant = Intent.objects.get(page_id=page.pk, kind=Intent.Kind.TAKE_DOWN)
        is_back = now.live and now.last_published_at > meant.created_at
        assert held(site)[page.pk] == ("live" if is_back else "gone")


@pytest.mark.parametrize(("began", "state"), [(-1, "gone"), (1, "live")])
def test_a_publish_that_began_before_it_brings_nothing_back(versions, site, began, state):
    english, _ = versions()
    takedown.take_down(english, REASON)
    meant = Intent.objects.get(page_id=english.pk)
    page = HostPage.objects.get(pk=english.pk)
    page.live, page.last_published_at = True, meant.created_at + timedelta(milliseconds=began)
    page.save()

    dispatch.run()

    assert held(site)[english.pk] == state
