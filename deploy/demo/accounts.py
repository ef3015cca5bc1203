"""Four people who work in the newsroom, each in a group with what they need."""

import json
import secrets
from pathlib import Path

from django.contrib.auth.models import Group, Permission, User
from wagtail.models import Collection, GroupCollectionPermission, GroupPagePermission

from newswire.cms.pages.models import NewsIndexPage

FILE = "logins.json"
PICTURES = ("add_image", "choose_image")
WORDS = ("add_topic", "change_topic", "add_author", "change_author")
ALL = ("en", "fr", "de")
# Name: group, permissions on pages, in which languages, permissions on pictures, all others.
ROLES: dict[str, tuple[str, tuple[str, ...], tuple[str, ...], tuple[str, ...], tuple[str, ...]]] = {
    "reporter": ("Reporters", ("add_page", "change_page"), ALL, PICTURES, ()),
    "editor": (
        "Editors",
        ("add_page", "change_page", "publish_page", "lock_page", "unlock_page", "bulk_delete_page"),
        ALL,
        (*PICTURES, "change_image"),
        WORDS,
    ),
    "translator": (
        "Translators",
        ("add_page", "change_page", "publish_page"),
        ("fr", "de"),
        PICTURES,
        (*WORDS, "submit_translation"),
    ),
    "channels": ("Channel managers", (), (), (), ()),
}


def make(homes: dict[str, NewsIndexPage], var: Path) -> dict[str, str]:
    """Passwords by name. Kept in a file of `var`, so that the next start can say them again."""
    path = var / FILE
    passwords: dict[str, str] = json.loads(path.read_text()) if path.exists() else {}
    for name in ROLES:
        user, is_new = User.objects.get_or_create(username=name, defaults={"first_name": name.capitalize()})
        if is_new or name not in passwords:
            passwords[name] = secrets.token_urlsafe(9)
            user.set_password(passwords[name])
            user.save()
        user.groups.add(_group(name, homes))
    path.touch(mode=0o600)
    path.write_text(json.dumps(passwords))
    return passwords


def _group(name: str, homes: dict[str, NewsIndexPage]) -> Group:
    title, on_pages, languages, on_pictures, others = ROLES[name]
    group, _ = Group.objects.get_or_create(name=title)
    wanted = _permissions("access_admin", *others)
    if name == "channels":
        wanted |= set(Permission.objects.filter(content_type__app_label="newswire_publisher"))
    group.permissions.add(*wanted)
    for permission in _permissions(*on_pages):
        for lang in languages:
            GroupPagePermission.objects.get_or_create(group=group, page=homes[lang], permission=permission)
    root = Collection.get_first_root_node()
    for permission in _permissions(*on_pictures):
        GroupCollectionPermission.objects.get_or_create(group=group, collection=root, permission=permission)
    return group


def _permissions(*codenames: str) -> set[Permission]:
    return set(Permission.objects.filter(codename__in=codenames))
