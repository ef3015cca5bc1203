"""What the editor meant with the next publish."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.contrib.auth import get_user_model
from django.core.management import call_command
from django.db import IntegrityError, transaction
from django.utils import timezone
from host.models import HostPage
from wagtail.models import Revision

from newswire.publisher.capture.intents import intend, retract
from newswire.publisher.models import Intent

pytestmark = pytest.mark.django_db(transaction=True)


def bound(page):
    return Intent.objects.values_list("generation", flat=True).get(page_id=page.pk)


def test_the_next_publish_consumes_it_once(tree, generation, newswire_queries):
    page = tree.published()
    actor = get_user_model().objects.create_user("editor")
    batch = uuid4()
    intend(page.pk, Intent.Kind.CORRECTION, "The ferry leaves at noon.", actor, batch)
    with newswire_queries() as queries:
        page.save_revision().publish()
    assert len(queries.statements) == 3  # is it under embargo, raise, consume
    assert bound(page) == generation(page)
    intent = Intent.objects.get()
    assert (intent.note, intent.actor, intent.batch) == ("The ferry leaves at noon.", actor, batch)
    consumed_at = generation(page)
    HostPage.objects.get(pk=page.pk).save_revision().publish()
    assert bound(page) == consumed_at


def test_a_second_intent_replaces_the_waiting_one_and_never_a_consumed_one(tree):
    page = tree.published()
    intend(page.pk, Intent.Kind.UPDATE)
    intend(page.pk, Intent.Kind.SMALL_FIX)
    assert Intent.objects.get().kind == Intent.Kind.SMALL_FIX
    page.save_revision().publish()
    intend(page.pk, Intent.Kind.CORRECTION, "One more.")
    assert Intent.objects.count() == 2
    assert retract(page.pk)
    assert Intent.objects.get().kind == Intent.Kind.SMALL_FIX
    assert not retract(page.pk)


def test_an_unknown_kind_is_refused(tree):
    with pytest.raises(ValueError):
        intend(tree.home.pk, "whim")


def test_the_database_refuses_two_that_wait(tree):
    intend(tree.home.pk, Intent.Kind.UPDATE)
    with pytest.raises(IntegrityError), transaction.atomic():
        Intent.objects.create(page_id=tree.home.pk)


def test_saves_that_are_no_publish_leave_it_waiting(tree):
    page, target = tree.published(), tree.published("Target")
    intend(page.pk, Intent.Kind.CORRECTION, "Tomorrow.")
    page.save_revision()
    page.save()
    page.refresh_from_db()
    page.move(HostPage.objects.get(pk=target.pk), pos="last-child")
    assert bound(page) is None


def test_it_survives_scheduling(tree, generation):
    page = tree.published()
    later = timezone.now() + timedelta(days=1)
    intend(page.pk, Intent.Kind.CORRECTION, "Tomorrow.")
    page.go_live_at = later
    page.save_revision().publish()
    assert bound(page) is None
    due = timezone.now() - timedelta(seconds=1)
    revision = Revision.objects.get(approved_go_live_at__isnull=False)
    revision.approved_go_live_at = due
    revision.content |= {"go_live_at": due.isoformat()}
    revision.save()
    call_command("publish_scheduled")
    assert bound(page) == generation(page)


def test_only_a_takedown_is_consumed_when_a_page_goes_down(tree, generation):
    page = tree.published()
    intend(page.pk, Intent.Kind.CORRECTION, "Not for this.")
    page.unpublish()
    assert bound(page) is None
    page = HostPage.objects.get(pk=page.pk)
    page.save_revision().publish()
    assert bound(page) == generation(page)
    Intent.objects.all().delete()
    intend(page.pk, Intent.Kind.TAKE_DOWN, "Names a witness.")
    HostPage.objects.get(pk=page.pk).save_revision().publish()
    assert bound(page) is None
    HostPage.objects.get(pk=page.pk).unpublish()
    assert bound(page) == generation(page)


def test_a_rolled_back_publish_consumes_nothing(tree):
    page = tree.published()
    intend(page.pk, Intent.Kind.CORRECTION, "Perhaps.")
    revision = page.save_revision()
    with pytest.raises(RuntimeError), transaction.atomic():
        revision.publish()
        raise RuntimeError
    assert bound(page) is None
