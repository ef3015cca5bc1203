"""What each role of a newsroom may do, and the groups that give it. Made by `newswire_roles`.

Only ever adds: what an administrator gave a group besides stays. Never run by a migration: who works in
a project's database is that project's own affair.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import swapper
from django.contrib.auth import get_permission_codename
from django.contrib.auth.models import Group, Permission
from django.db import transaction
from wagtail.models import (
    AbstractPage,
    Collection,
    GroupApprovalTask,
    GroupCollectionPermission,
    GroupPagePermission,
    Site,
)

ADMIN = "wagtailadmin.access_admin"
MODERATORS = "Moderators"  # the group that Wagtail's migrations make, and give its one workflow to
# Of apps that a project may lack; what is not installed is left out.
WORDS = (
    "newswire_cms.add_topic",
    "newswire_cms.change_topic",
    "newswire_cms.add_author",
    "newswire_cms.change_author",
)
FILES = (
    "wagtailimages.add_image",
    "wagtailimages.choose_image",
    "wagtaildocs.add_document",
    "wagtaildocs.choose_document",
)

# See editorial/permissions.py.
CORRECTING = ("newswire_publisher.publish_correction", "newswire_publisher.publish_small_fix")
EDITORIAL = (
    *CORRECTING,
    "newswire_publisher.set_embargo",
    "newswire_publisher.take_down",
    "newswire_publisher.restore",
)


@dataclass(frozen=True)
class Role:
    name: str  # of its group; with its language where there is one per language
    permissions: tuple[str, ...]  # "app_label.codename"
    on_pages: tuple[str, ...] = ()  # actions, below every language's home page
    on_files: tuple[str, ...] = ()  # "app_label.codename", in the collection that holds all
    per_language: bool = False  # one group for each language, which reaches its tree alone
    approves: bool = False  # what is handed in to Wagtail's own workflow, where nobody else could


REPORTER = Role("Reporter", (ADMIN,), ("add", "change"), FILES)
EDITOR = Role(
    "Editor",
    (
        ADMIN,
        *WORDS,
        *EDITORIAL,
        "newswire_publisher.view_delivery",
        "simple_translation.submit_translation",
    ),
    ("add", "change", "publish", "lock", "unlock", "bulk_delete"),
    (*FILES, "wagtailimages.change_image", "wagtaildocs.change_document"),
    approves=True,
)
TRANSLATOR = Role(
    "Translator",
    (ADMIN, *WORDS, *CORRECTING, "simple_translation.submit_translation"),
    ("add", "change", "publish"),
    FILES,
    per_language=True,
)
CHANNEL_MANAGER = Role(
    "Channel manager",
    (
        ADMIN,
        *(
            f"newswire_publisher.{action}_{model}"
            for model in ("channel", "trigger")
            for action in ("add", "change", "delete", "view")
        ),
        *(f"newswire_intake.{action}_incomingsite" for action in ("add", "change", "delete", "view")),
        "newswire_publisher.view_delivery",
        "newswire_publisher.view_attempt",
        "newswire_publisher.view_job",
        "newswire_publisher.view_triggercall",
        "newswire_publisher.view_hubsubscription",
        "newswire_publisher.delete_hubsubscription",
    ),
)
ROLES = (REPORTER, EDITOR, TRANSLATOR, CHANNEL_MANAGER)


@dataclass(frozen=True)
class Made:
    """What was done for one group."""

    group: str
    is_new: bool
    given: int  # permissions that it lacked, of all kinds


def make(dry_run: bool = False) -> list[Made]:
    """Makes the groups and gives each what it lacks. `dry_run` says what that would be, and does nothing."""
    with transaction.atomic():
        trees = home_pages()
        made = [_equip(role, name, pages) for role in ROLES for name, pages in _groups(role, trees)]
        if dry_run:
            transaction.set_rollback(True)
    return made


def home_pages() -> dict[str, list[AbstractPage]]:
    """By language code: the home pages of all sites, with their language versions."""
    trees: dict[str, list[AbstractPage]] = {}
    for site in Site.objects.select_related("root_page").order_by("pk"):
        for page in site.root_page.get_translations(inclusive=True).select_related("locale").order_by("pk"):
            pages = trees.setdefault(page.locale.language_code, [])
            if page not in pages:
                pages.append(page)
    return trees


def group_name(role: Role, lang: str = "") -> str:
    return f"{role.name} ({lang})" if role.per_language else role.name


def _groups(role: Role, trees: dict[str, list[AbstractPage]]) -> Iterator[tuple[str, list[AbstractPage]]]:
    if role.per_language:
        yield from ((group_name(role, lang), pages) for lang, pages in trees.items())
    else:
        yield group_name(role), [page for pages in trees.values() for page in pages]


def _equip(role: Role, name: str, pages: list[AbstractPage]) -> Made:
    group, is_new = Group.objects.get_or_create(name=name)
    held = set(group.permissions.values_list("pk", flat=True))
    missing = [one for one in _permissions(role.permissions) if one.pk not in held]
    group.permissions.add(*missing)
    given = len(missing) + _on_pages(group, role, pages) + _on_files(group, role) + _on_tasks(group, role)
    return Made(name, is_new, given)


def _on_pages(group: Group, role: Role, pages: list[AbstractPage]) -> int:
    options = swapper.load_model("wagtailcore", "Page")._meta
    names = [f"{options.app_label}.{get_permission_codename(action, options)}" for action in role.on_pages]
    rows = [
        GroupPagePermission.objects.get_or_create(group=group, page=page, permission=permission)
        for permission in _permissions(names)
        for page in pages
    ]
    return sum(is_new for _, is_new in rows)


def _on_files(group: Group, role: Role) -> int:
    root = Collection.get_first_root_node()
    rows = [
        GroupCollectionPermission.objects.get_or_create(group=group, collection=root, permission=permission)
        for permission in _permissions(role.on_files)
    ]
    return sum(is_new for _, is_new in rows)


def _on_tasks(group: Group, role: Role) -> int:
    """What a reporter hands in is locked for all but its reviewers: with none, nobody could publish it.

    A task with reviewers, or with groups of the project's own, stays as it is.
    """
    if not role.approves:
        return 0
    tasks = GroupApprovalTask.objects.filter(active=True, groups__name=MODERATORS)
    alone = [task for task in tasks if {one.name for one in task.groups.all()} == {MODERATORS}]
    unattended = [task for task in alone if not task.groups.filter(user__is_active=True).exists()]
    for task in unattended:
        task.groups.add(group)
    return len(unattended)


def _permissions(names: Iterable[str]) -> list[Permission]:
    found: list[Permission] = []
    for name in names:
        app_label, codename = name.split(".")
        found += Permission.objects.filter(content_type__app_label=app_label, codename=codename)
    return found
