"""What an editor does in the admin, row by row, with real transactions."""

from datetime import timedelta

import pytest
from django.contrib.auth.models import Group
from django.core.management import call_command
from django.urls import reverse
from django.utils import timezone
from host.models import HostPage
from wagtail import hooks
from wagtail.models import GroupApprovalTask, Page, Revision, Workflow, WorkflowPage, WorkflowTask

from newswire.publisher.models import Publication

pytestmark = pytest.mark.django_db(transaction=True)


def edit(client, page, data, **extra):
    response = client.post(reverse("wagtailadmin_pages:edit", args=[page.pk]), data | extra)
    assert response.status_code == 302, response.context["form"].errors
    return HostPage.objects.get(pk=page.pk)


def create(client, tree, data, **extra):
    url = reverse("wagtailadmin_pages:add", args=["host", "hostpage", tree.home.pk])
    response = client.post(url, data | extra)
    assert response.status_code == 302, response.context["form"].errors
    return HostPage.objects.get(slug=data["slug"])


def test_publish_raises_the_generation_once_with_at_most_four_statements(
    tree, editor, form, generation, newswire_queries
):
    page = tree.published()
    before = generation(page)
    with newswire_queries() as queries:
        edit(editor, page, form(title="Harbour reopens at noon"), **{"action-publish": "1"})
    assert generation(page) == before + 1
    assert len(queries.statements) <= 4, queries.statements


def test_create_and_publish_costs_at_most_four_statements(tree, editor, form, generation, newswire_queries):
    with newswire_queries() as queries:
        page = create(editor, tree, form(), **{"action-publish": "1"})
    assert generation(page) == 2
    assert len(queries.statements) <= 4, queries.statements


def test_what_a_publish_costs_does_not_grow_with_depth_or_history(
    tree, editor, form, generation, newswire_queries
):
    deep = tree.home
    for level in range(5):
        deep = tree.published(f"Section {level}", deep)
    page = tree.published(parent=deep)
    for _ in range(5):
        page.save_revision().publish()
    with newswire_queries() as queries:
        edit(editor, page, form(slug=page.slug), **{"action-publish": "1"})
    assert len(queries.statements) <= 4


def test_saving_a_draft_costs_no_statement(tree, editor, form, generation, newswire_queries):
    page = tree.published()
    before = generation(page)
    with newswire_queries() as queries:
        edit(editor, page, form(title="Not yet for the public"))
    assert queries.statements == []
    assert generation(page) == before


def test_a_new_draft_makes_no_publication(tree, editor, form, generation, newswire_queries):
    with newswire_queries() as queries:
        page = create(editor, tree, form())
    assert generation(page) is None
    assert queries.statements == []


def test_locking_and_unlocking_cost_no_statement(tree, editor, newswire_queries):
    page = tree.published()
    with newswire_queries() as queries:
        editor.post(reverse("wagtailadmin_pages:lock", args=[page.pk]))
        editor.post(reverse("wagtailadmin_pages:unlock", args=[page.pk]))
    assert queries.statements == []


def test_a_page_made_and_scheduled_at_once_is_never_captured(tree, editor, form, generation):
    """Wagtail has it live for a moment: committed, and seen by everyone who looks then."""
    seen = []

    def look(*args, **kwargs):
        seen.append(HostPage.objects.get(slug="harbour-reopens").live)

    with hooks.register_temporarily("before_publish_page", look):
        later = (timezone.now() + timedelta(days=2)).strftime("%Y-%m-%d 12:00")
        page = create(editor, tree, form(go_live_at=later), **{"action-publish": "1"})
    assert not page.live
    assert generation(page) is None


def test_scheduling_an_update_of_a_live_page_changes_nothing_yet(tree, editor, form, generation):
    page = tree.published()
    before = generation(page)
    later = (timezone.now() + timedelta(days=2)).strftime("%Y-%m-%d 12:00")
    page = edit(editor, page, form(title="Tomorrow's title", go_live_at=later), **{"action-publish": "1"})
    assert page.live
    assert generation(page) == before


def test_scheduling_a_live_page_that_was_imported_takes_it_down_and_is_captured(
    tree, editor, form, generation, settle
):
    """Without a live revision Wagtail unpublishes it, and sends no signal for that."""
    page = tree.page()
    settle()
    before = generation(page)
    later = (timezone.now() + timedelta(days=2)).strftime("%Y-%m-%d 12:00")
    page = edit(editor, page, form(go_live_at=later), **{"action-publish": "1"})
    assert not page.live
    assert generation(page) == before + 1


def test_publish_scheduled_makes_live_and_expires(tree, generation, settle):
    page = tree.draft(go_live_at=timezone.now() + timedelta(days=1))
    page.get_latest_revision().publish()
    assert generation(page) is None
    revision = Revision.objects.get(object_id=page.pk)
    revision.approved_go_live_at = timezone.now() - timedelta(minutes=1)
    revision.content |= {"go_live_at": revision.approved_go_live_at.isoformat()}
    revision.save()
    call_command("publish_scheduled")
    assert Page.objects.get(pk=page.pk).live
    assert generation(page) == 1
    settle()
    Page.objects.filter(pk=page.pk).update(expire_at=timezone.now() - timedelta(minutes=1))
    call_command("publish_scheduled")
    assert not Page.objects.get(pk=page.pk).live
    assert generation(page) == 2


def test_reverting_and_publishing(tree, editor, form, generation):
    page = tree.published()
    first = page.get_latest_revision()
    page.title = "A title to regret"
    page.save_revision().publish()
    before = generation(page)
    page = edit(editor, page, form(), **{"action-publish": "1", "revision": str(first.pk)})
    assert page.title == "Harbour reopens"
    assert generation(page) == before + 1


@pytest.mark.parametrize("kind", ["publish", "unpublish", "delete"])
def test_bulk_actions(tree, editor, generation, settle, kind):
    make = tree.draft if kind == "publish" else tree.published
    pages = [make(f"Page {number}") for number in range(3)]
    settle()
    before = [generation(page) or 0 for page in pages]
    query = "&".join(f"id={page.pk}" for page in pages)
    url = reverse("wagtail_bulk_action", args=["wagtailcore", "page", kind])
    assert editor.post(f"{url}?{query}").status_code == 302
    assert [generation(page) for page in pages] == [each + 1 for each in before]


def test_a_workflow_captures_when_it_is_approved_and_not_before(tree, editor, form, generation):
    group = Group.objects.create(name="Desk")
    task = GroupApprovalTask.objects.create(name="Desk reads")
    task.groups.add(group)
    workflow = Workflow.objects.create(name="Desk")
    WorkflowTask.objects.create(workflow=workflow, task=task, sort_order=0)
    WorkflowPage.objects.create(page=tree.home, workflow=workflow)
    page = tree.draft()
    edit(editor, page, form(), **{"action-submit": "1"})
    assert generation(page) is None
    state = HostPage.objects.get(pk=page.pk).current_workflow_task_state
    url = reverse("wagtailadmin_pages:workflow_action", args=[page.pk, "approve", state.pk])
    editor.post(url, {"comment": ""})
    assert HostPage.objects.get(pk=page.pk).live
    assert generation(page) == 1


def test_unpublishing_with_everything_below(tree, editor, generation, settle):
    section = tree.published("Section")
    pages = [section, *(tree.published(f"Page {number}", section) for number in range(2))]
    settle()
    before = [generation(page) for page in pages]
    url = reverse("wagtailadmin_pages:unpublish", args=[section.pk])
    editor.post(url, {"include_descendants": "on"})
    assert not Page.objects.filter(pk__in=[page.pk for page in pages], live=True).exists()
    assert [generation(page) for page in pages] == [each + 1 for each in before]


def test_a_hook_that_stops_the_publish_of_a_new_page_leaves_it_live_and_captured(
    tree, editor, form, generation
):
    """Wagtail has saved it live before it asks the hook: the site shows it, so it is published."""
    from django.http import HttpResponse

    with hooks.register_temporarily("before_publish_page", lambda *args: HttpResponse("no", status=200)):
        url = reverse("wagtailadmin_pages:add", args=["host", "hostpage", tree.home.pk])
        editor.post(url, form() | {"action-publish": "1"})
    page = HostPage.objects.get(slug="harbour-reopens")
    assert page.live
    assert generation(page) == 1


def test_a_page_made_private_by_default_is_not_due_before_its_privacy_is_there(
    tree, editor, form, monkeypatch
):
    """Wagtail saves the new page live, and its privacy only after that."""
    due = []
    monkeypatch.setattr(HostPage, "get_default_privacy_setting", lambda self, request: {"type": "login"})

    def look(*args, **kwargs):
        due.append(Publication.objects.latest("page_id").render_retry_at)

    with hooks.register_temporarily("before_publish_page", look):
        page = create(editor, tree, form(), **{"action-publish": "1"})
    publication = Publication.objects.get(page_id=page.pk)
    assert due[0] > publication.captured_at
    assert publication.render_retry_at is None
    assert page.get_view_restrictions().exists()


def test_privacy_set_and_removed_reaches_everything_below_without_loading_it(
    tree, editor, generation, settle, newswire_queries
):
    section = tree.published("Section")
    pages = [section, *(tree.published(f"Page {number}", section) for number in range(3))]
    elsewhere = tree.published("Elsewhere")
    settle()
    before = [generation(page) for page in (*pages, elsewhere)]
    url = reverse("wagtailadmin_pages:set_privacy", args=[section.pk])
    with newswire_queries() as queries:
        editor.post(url, {"restriction_type": "password", "password": "secret", "groups": []})
    assert section.get_view_restrictions().exists()
    assert [generation(page) for page in pages] == [each + 1 for each in before[:-1]]
    assert generation(elsewhere) == before[-1]
    assert len(queries.statements) == 1, queries.statements
    settle()
    editor.post(url, {"restriction_type": "none"})
    assert not section.get_view_restrictions().exists()
    assert [generation(page) for page in pages] == [each + 2 for each in before[:-1]]


def test_deleting_a_subtree_captures_every_page_in_it(tree, editor, generation, settle):
    section = tree.published("Section")
    pages = [section, *(tree.published(f"Page {number}", section) for number in range(3))]
    draft = tree.draft("Draft", section)
    ids = [page.pk for page in pages]
    settle()
    before = [generation(pk) for pk in ids]
    editor.post(reverse("wagtailadmin_pages:delete", args=[section.pk]))
    assert not Page.objects.filter(pk__in=ids).exists()
    assert [generation(pk) for pk in ids] == [each + 1 for each in before]
    assert generation(draft.pk) is None
