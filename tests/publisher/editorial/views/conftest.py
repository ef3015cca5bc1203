"""Somebody who may do each of the editorial acts, and a site."""

import pytest
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group, Permission
from django.test import Client
from wagtail.models import GroupPagePermission

from newswire.publisher.editorial.permissions import Act


@pytest.fixture
def person(tree):
    """Somebody who may edit and publish everything, and do each act."""
    user = get_user_model().objects.create_user("person", "p@example.org", "secret")
    group = Group.objects.create(name="People")
    user.groups.add(group)
    names = ["access_admin", *(act.value for act in Act)]
    group.permissions.add(*Permission.objects.filter(codename__in=names))
    for codename in ("add_page", "change_page", "publish_page"):
        permission = Permission.objects.get(content_type__app_label="wagtailcore", codename=codename)
        GroupPagePermission.objects.create(group=group, page=tree.home.page_ptr, permission=permission)
    return user


@pytest.fixture
def client(person):
    client = Client()
    client.force_login(person)
    return client


@pytest.fixture
def site(channel):
    return channel(name="Partner")
