"""`newswire_roles`: groups with what each needs, in a project's own tree."""

from io import StringIO

import pytest
from django.contrib.auth.models import Group, Permission, User
from django.core.management import call_command
from host.tree import Tree, plant
from wagtail.models import GroupApprovalTask, Page, Workflow, WorkflowTask

from newswire.publisher import roles

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def tree() -> Tree:
    tree = plant()
    tree.home.copy_for_translation(tree.french)
    return tree


def run(*arguments: str) -> str:
    said = StringIO()
    call_command("newswire_roles", *arguments, stdout=said)
    return said.getvalue()


def member(group: str) -> User:
    user = User.objects.create_user(group)
    user.groups.add(Group.objects.get(name=group))
    return user


def test_it_makes_a_group_a_role_and_one_a_language_for_translators(tree: Tree) -> None:
    said = run()
    others = ["Editors", "Moderators"]  # Wagtail's own
    names = Group.objects.exclude(name__in=others).order_by("name").values_list("name", flat=True)
    assert list(names) == [
        "Channel manager",
        "Editor",
        "Reporter",
        "Translator (en)",
        "Translator (fr)",
    ]
    assert "Editor: made, with" in said
    assert "ar: no home page in this language yet" in said


def test_a_second_run_changes_nothing_and_says_so(tree: Tree) -> None:
    run()
    before = counted()
    said = run()
    assert counted() == before
    assert said.count("has all it needs") == 5


def test_a_dry_run_only_says(tree: Tree) -> None:
    before = counted()
    assert "Channel manager: would be made, with" in run("--dry-run")
    assert counted() == before


def test_what_an_administrator_added_stays(tree: Tree) -> None:
    run()
    extra = Permission.objects.get(codename="delete_topic")
    Group.objects.get(name="Editor").permissions.add(extra)
    run()
    assert extra in Group.objects.get(name="Editor").permissions.all()


def test_a_language_added_later_is_caught_up(tree: Tree) -> None:
    tree.home.get_translations().delete()
    run()
    assert not Group.objects.filter(name="Translator (fr)").exists()
    french = tree.home.copy_for_translation(tree.french)
    run()
    assert french.permissions_for_user(member("Reporter")).can_edit()
    assert french.permissions_for_user(member("Translator (fr)")).can_publish()


def test_each_can_do_on_pages_what_it_needs_and_no_more(tree: Tree) -> None:
    run()
    french = tree.home.get_translation(tree.french)
    may = {
        name: [page.permissions_for_user(user).can_publish() for page in (tree.home, french)]
        + [page.permissions_for_user(user).can_edit() for page in (tree.home, french)]
        for name, user in (
            (name, member(name)) for name in ("Reporter", "Editor", "Translator (fr)", "Channel manager")
        )
    }
    assert may == {
        "Reporter": [False, False, True, True],
        "Editor": [True, True, True, True],
        "Translator (fr)": [False, True, False, True],
        "Channel manager": [False, False, False, False],
    }


def test_every_permission_named_exists_where_all_apps_are_installed() -> None:
    named = {name for role in roles.ROLES for name in (*role.permissions, *role.on_files)}
    there = {
        f"{one.content_type.app_label}.{one.codename}"
        for one in Permission.objects.select_related("content_type")
    }
    assert named <= there


def counted() -> tuple[int, ...]:
    relations = ("permissions", "page_permissions", "collection_permissions")
    groups = Group.objects.all()
    return groups.count(), *(sum(getattr(group, name).count() for group in groups) for name in relations)


@pytest.fixture
def handed_in(tree: Tree) -> Page:
    """A reporter's article in the workflow that Wagtail's migrations make: a test's database may lack it."""
    moderators, _ = Group.objects.get_or_create(name="Moderators")
    GroupApprovalTask.objects.all().delete()
    task = GroupApprovalTask.objects.create(name="Moderators approval")
    task.groups.add(moderators)
    workflow = Workflow.objects.create(name="Moderators approval")
    WorkflowTask.objects.create(workflow=workflow, task=task, sort_order=0)
    run()
    page = tree.draft("Harbour reopens")
    workflow.start(page, member("Reporter"))
    return page


def test_an_editor_approves_what_a_reporter_hands_in(handed_in: Page) -> None:
    editor = member("Editor")
    state = handed_in.current_workflow_task_state
    assert not handed_in.get_lock() or not handed_in.get_lock().for_user(editor)
    assert "approve" in [name for name, *_ in state.task.specific.get_actions(handed_in, editor)]
    state.specific.approve(user=editor)
    handed_in.refresh_from_db()
    assert handed_in.live
    assert "Editor: has all it needs" in run()


def test_who_approves_already_is_left_to_it(handed_in: Page) -> None:
    task = GroupApprovalTask.objects.get()
    moderators, theirs = Group.objects.get(name="Moderators"), Group.objects.create(name="Lawyers")
    for groups in ([moderators, theirs], [theirs], [moderators]):
        task.groups.set(groups)
        if groups == [moderators]:
            member("Moderators")
        run()
        assert set(task.groups.all()) == set(groups)
