"""Two trees made by hand: an English and a French one, pages in each with keys of their own."""

from collections.abc import Callable
from typing import Any

import pytest
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group, Permission, User
from host.models import HostPage
from host.tree import Tree
from support.once import once
from support.planted import planted
from wagtail.models import GroupPagePermission, Locale


@pytest.fixture
def tree(db: None) -> Tree:
    return planted()


@pytest.fixture
def home_in(tree: Tree) -> Callable[[str], Any]:
    """The home page in a language, made the first time it is asked for."""

    def home(code: str) -> Any:
        locale, _ = Locale.objects.get_or_create(language_code=code)
        if tree.home.locale_id == locale.pk:
            return tree.home
        known = HostPage.objects.filter(translation_key=tree.home.translation_key, locale=locale).first()
        if known is None:
            made = HostPage.objects.get(pk=tree.home.pk).copy_for_translation(locale)
            made.save_revision().publish()
            known = HostPage.objects.get(pk=made.pk)
        return known

    return home


@pytest.fixture
def published(tree: Tree, home_in: Callable[[str], Any]) -> Callable[..., HostPage]:
    """Publishes a page by hand in a language, linked to nothing."""

    def make(title: str, lang: str = "en", **fields: Any) -> HostPage:
        return tree.published(title, home_in(lang), **fields)

    return make


@pytest.fixture
def boss(db: None) -> User:
    users = get_user_model().objects
    once("boss", lambda: users.create_superuser("boss", "boss@example.org", "secret"))
    return users.get(username="boss")


@pytest.fixture
def translator(home_in: Callable[[str], Any]) -> Callable[..., User]:
    """Somebody who may write and publish in these languages, and nowhere else."""

    def make(*langs: str, name: str = "translator") -> User:
        group = Group.objects.create(name=name)
        group.permissions.add(Permission.objects.get(codename="access_admin"))
        for lang in langs:
            for codename in ("add_page", "change_page", "publish_page"):
                GroupPagePermission.objects.create(
                    group=group, page=home_in(lang), permission=Permission.objects.get(codename=codename)
                )
        user = User.objects.create_user(name, f"{name}@example.org", "secret")
        user.groups.add(group)
        return user

    return make


@pytest.fixture
def again() -> Callable[[Any], Any]:
    """A page as the database has it."""
    return lambda page: type(page).objects.get(pk=page.pk)
