"""The people who look at what sites have of a page; a conftest imports those it wants."""

from collections.abc import Callable
from typing import Any

import pytest
from django.contrib.auth.models import Group, Permission, User
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from host.tree import Tree
from wagtail.models import GroupPagePermission

from newswire.publisher import heartbeat


@pytest.fixture(autouse=True)
def worker(transactional_db: None) -> None:
    """One was seen just now."""
    heartbeat.seen("worker@test", "worker")


@pytest.fixture
def person(tree: Tree) -> Callable[..., Client]:
    """Somebody who may do these things with pages ("change", "publish") below one, the English home page
    as a rule, and these with everything else.
    """

    def make(
        *page_permissions: str, codenames: tuple[str, ...] = (), name: str = "someone", below: Any = None
    ) -> Client:
        user = User.objects.create_user(name)
        group = Group.objects.create(name=name)
        user.groups.add(group)
        group.permissions.set(Permission.objects.filter(codename__in=["access_admin", *codenames]))
        for word in page_permissions:
            permission = Permission.objects.get(
                codename=f"{word}_page", content_type__app_label="wagtailcore"
            )
            GroupPagePermission.objects.create(group=group, page=below or tree.home, permission=permission)
        client = Client()
        client.force_login(user)
        return client

    return make


@pytest.fixture
def publisher(person: Callable[..., Client]) -> Client:
    """May edit and publish every page, and nothing else."""
    return person("change", "publish")


@pytest.fixture
def counted() -> Callable[[], Any]:
    """Counts every statement within a `with`."""
    return lambda: CaptureQueriesContext(connection)
