"""Who may not unpublish one version takes down none."""

from datetime import timedelta

import pytest
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group, Permission
from django.core.exceptions import PermissionDenied
from django.utils import timezone
from host.models import HostPage
from wagtail.models import GroupPagePermission, ModelLogEntry, PageLogEntry

from newswire.publisher import takedown
from newswire.publisher.models import Intent, Job

from .sites import REASON, states

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def user(tree):
    """Somebody who may edit everything and publish only below the home page's French version."""
    person = get_user_model().objects.create_user("editor", "e@example.org", "secret")
    group = Group.objects.create(name="Of two trees")
    group.user_set.add(person)
    group.permissions.add(*Permission.objects.filter(codename__in=["access_admin", "take_down"]))
    return person, group


def allow(group, page):
    publish = Permission.objects.get(content_type__app_label="wagtailcore", codename="publish_page")
    GroupPagePermission.objects.create(group=group, page=page.page_ptr, permission=publish)


def test_who_may_not_unpublish_one_version_takes_down_none(versions, user, site):
    english, french = versions()
    person, group = user
    allow(group, english)
    with pytest.raises(PermissionDenied, match="Le port rouvre"):
        takedown.take_down(english, REASON, person)
    assert states() == [True, True]
    assert not Job.objects.exists() and not Intent.objects.exists()
    allow(group, french)
    person = get_user_model().objects.get(pk=person.pk)
    job = takedown.take_down(english, REASON, person)
    assert states() == [False, False]
    assert job.actor == person
    logged = PageLogEntry.objects.filter(action="wagtail.unpublish").values_list("user", flat=True)
    assert list(logged) == [person.pk] * 2
    assert not ModelLogEntry.objects.exists()


def test_a_scheduled_update_keeps_nobody_from_taking_down(versions, user, site):
    """Its lock is everybody's, and goes with the schedule; somebody's own lock counts as before."""
    english, french = versions()
    person, group = user
    allow(group, english)
    allow(group, french)
    update = HostPage.objects.get(pk=french.pk)
    update.go_live_at = timezone.now() + timedelta(hours=3)
    update.save_revision().publish()
    assert HostPage.objects.get(pk=french.pk).get_lock().for_user(person)
    HostPage.objects.filter(pk=english.pk).update(locked=True)
    with pytest.raises(PermissionDenied, match="somebody has locked"):
        takedown.take_down(english, REASON, person)
    assert states() == [True, True]
    HostPage.objects.filter(pk=english.pk).update(locked_by=person)
    takedown.take_down(english, REASON, person)
    assert states() == [False, False]
    assert HostPage.objects.get(pk=french.pk).scheduled_revision is None
