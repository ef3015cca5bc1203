"""An embargo through the admin, and what a workflow or the API publishes under one."""

from datetime import timedelta

import pytest
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group
from django.test import Client
from django.utils import timezone
from support.announced import deliveries

from newswire.publisher import dispatch
from newswire.publisher.editorial import embargo
from newswire.publisher.models import Embargo

from .screens import edit_url, offered, post_form, said, url

pytestmark = pytest.mark.django_db(transaction=True)


def test_an_embargo_from_the_form_to_its_lift(client, tree, site, form):
    draft = tree.draft("Harbour reopens")
    past = client.post(url("embargo", draft), {"until": "2020-01-01T12:00", "ahead": "on"})
    shown = past.content.decode()  # the form, with what was typed and what is wrong with it
    assert "This time is past." in shown
    assert "2020-01-01T12:00" in shown
    assert not Embargo.objects.exists()
    # At noon: an hour that a clock change skips or repeats is refused.
    until = (timezone.localtime() + timedelta(days=1)).strftime("%Y-%m-%dT12:00")
    answer = client.post(url("embargo", draft), {"until": until, "ahead": "on"})
    assert answer.url == edit_url(draft)
    assert "Nothing leaves before" in said(answer)
    assert Embargo.objects.get().ahead
    assert "Under embargo until" in client.get(edit_url(draft)).content.decode()
    answer = post_form(client, draft, form, "action-publish")
    assert "when its embargo ends" in said(answer)
    assert "has been published" not in said(answer)
    draft.refresh_from_db()
    assert not draft.live
    assert "embargo" in offered(client, draft)  # though its schedule locks the page
    assert "Lift the embargo now" in client.get(url("embargo", draft)).content.decode()
    answer = client.post(url("embargo", draft), {"lift": "1"})
    assert "and the page is public" in said(answer)
    draft.refresh_from_db()
    assert draft.live
    assert "public already" in said(client.post(url("embargo", draft), {"until": until}))
    assert "no embargo" in said(client.post(url("embargo", draft), {"lift": "1"}))


def test_published_by_a_workflow_it_is_held(client, tree, editor, site):
    from wagtail.models import GroupApprovalTask, Workflow, WorkflowPage, WorkflowTask

    draft = tree.draft("Harbour reopens")
    embargo.place(draft.pk, timezone.now() + timedelta(hours=3))
    workflow = Workflow.objects.create(name="Check")
    task = GroupApprovalTask.objects.create(name="Look")
    task.groups.add(Group.objects.get(name="People"))
    WorkflowTask.objects.create(workflow=workflow, task=task, sort_order=0)
    WorkflowPage.objects.create(workflow=workflow, page=tree.home.page_ptr)
    person = get_user_model().objects.get(username="person")
    workflow.start(draft, person)
    state = draft.current_workflow_state.current_task_state
    state.approve(user=person)
    dispatch.run()
    draft.refresh_from_db()
    assert not draft.live
    assert draft.scheduled_revision is not None
    assert not deliveries(site)


def test_published_by_the_api_it_is_held(tree, person, site, settings):
    from wagtail.models import APIToken

    settings.ROOT_URLCONF = "host.api_urls"
    _, key = APIToken.create_token(user=person, name="test")
    api = Client(headers={"authorization": f"Bearer {key}"})
    draft = tree.draft("Harbour reopens")
    embargo.place(draft.pk, timezone.now() + timedelta(hours=3))
    answer = api.generic("POST", f"/api/v3/pages/{draft.pk}/actions/publish/")
    assert answer.status_code == 200, answer.content
    dispatch.run()
    draft.refresh_from_db()
    assert not draft.live
    assert not deliveries(site)


def test_a_bad_time_stands_at_its_field(client, tree):
    draft = tree.draft("Harbour reopens")
    answer = client.post(url("embargo", draft), {"until": "tomorrow"})
    assert answer.status_code == 200
    assert 'href="#id_until"' in answer.content.decode()
    assert not Embargo.objects.exists()
