"""Who may not unpublish one version takes down none."""

import pytest
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group, Permission
from django.core.exceptions import PermissionDenied
from wagtail.models import GroupPagePermission, ModelLogEntry, PageLogEntry

from newswire.publisher import takedown
from newswire.publisher.models import Intent, Job

from .sites import REASON, states

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def user(tree):
    """Somebody who may edit everything and publish only below the home page's French version."""
    person = get_user_model().objects.create_user("editor", "e@example.org", "secret")
    group = Group.objects.create(name="Editors")
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
