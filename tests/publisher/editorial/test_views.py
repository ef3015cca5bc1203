"""The editor's ways through the admin: each act, each refusal with its words, never a 500."""

from datetime import timedelta

import pytest
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group, Permission
from django.contrib.messages import get_messages
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from host.models import HostPage
from support.announced import deliveries, last, publication_of, types
from wagtail.models import GroupPagePermission, Locale, PageLogEntry

from newswire.publisher import conf, dispatch, takedown
from newswire.publisher.editorial import embargo
from newswire.publisher.editorial.permissions import Act
from newswire.publisher.models import Copy, Embargo, Intent, Job, Publication

pytestmark = pytest.mark.django_db(transaction=True)

MENU = {
    "correction": 'value="correction"',
    "small_fix": 'value="small_fix"',
    "embargo": "/embargo/",
    "take_down": "/take-down/",
    "restore": "/restore/",
}


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


def url(name, page, *more):
    return reverse(f"newswire_editorial:{name}", args=[page.pk, *more])


def edit_url(page):
    return reverse("wagtailadmin_pages:edit", args=[page.pk])


def said(response):
    return " ".join(str(message) for message in get_messages(response.wsgi_request))


def offered(client, page):
    answer = client.get(edit_url(page))
    assert answer.status_code == 200
    text = answer.content.decode()
    return {name for name, sign in MENU.items() if sign in text}


def post_form(client, page, form, button, **fields):
    return client.post(edit_url(page), form(**fields) | {"action-publish": button})


def withdraw(person, codename):
    person.groups.get().permissions.remove(Permission.objects.get(codename=codename))


def confirm(page):
    """As if every site had answered."""
    publication = publication_of(page)
    Copy.objects.filter(publication=publication).update(
        state=publication.state, version=publication.version, since=timezone.now()
    )


def test_the_menu_offers_what_fits(client, tree, published, site):
    page, draft = published(), tree.draft("A draft")
    assert offered(client, page) == {"correction", "small_fix", "take_down"}
    assert offered(client, draft) == {"embargo"}
    takedown.take_down(page, "Wrong.")
    dispatch.run()
    assert offered(client, page) == {"embargo", "restore"}


@pytest.mark.parametrize(
    ("act", "gone"),
    [(Act.CORRECT, "correction"), (Act.FIX, "small_fix"), (Act.TAKE_DOWN, "take_down")],
)
def test_without_its_permission_it_is_not_offered(client, person, published, site, act, gone):
    page = published()
    withdraw(person, act)
    assert gone not in offered(client, page)


def test_publish_is_an_update(client, published, site, form):
    page = published()
    assert post_form(client, page, form, "action-publish", title="Second").status_code == 302
    dispatch.run()
    assert types(site) == ["page.published", "page.updated"]
    assert last(site)["data"]["reason"]["kind"] == "update"


def test_a_correction_asks_for_its_note_and_publishes_exactly_that_draft(
    client, person, published, site, form
):
    page = published()
    answer = post_form(client, page, form, "correction", title="Second")
    page.refresh_from_db()
    assert answer.url == url("correction", page, page.latest_revision_id)
    dispatch.run()
    assert len(deliveries(site)) == 1  # nothing yet
    empty = client.post(answer.url, {"note": "  "})
    assert empty.status_code == 200
    assert 'href="#id_note"' in empty.content.decode()
    done = client.post(answer.url, {"note": "It is <b>Thursday</b>, not Friday."})
    assert done.status_code == 302
    dispatch.run()
    assert types(site) == ["page.published", "page.corrected"]
    data = last(site)["data"]
    assert data["title"] == "Second"
    assert data["reason"] == {"kind": "correction", "note": "It is <b>Thursday</b>, not Friday."}
    assert [one["note"] for one in data["corrections"]] == ["It is <b>Thursday</b>, not Friday."]
    assert data["head"]["jsonld"]["correction"][0]["text"] == "It is <b>Thursday</b>, not Friday."
    assert "It is &lt;b&gt;Thursday&lt;/b&gt;, not Friday." in data["html"]
    entry = PageLogEntry.objects.get(action="newswire.correction")
    assert (entry.user, entry.data["note"]) == (person, "It is <b>Thursday</b>, not Friday.")
    history = client.get(reverse("wagtailadmin_pages:history", args=[page.pk])).content.decode()
    assert "Published as a correction" in history


def test_somebody_saved_meanwhile_and_nothing_is_published(client, published, site, form):
    page = published()
    answer = post_form(client, page, form, "correction", title="Second")
    other = HostPage.objects.get(pk=page.pk)
    other.title = "Third"
    other.save_revision()
    refused = client.post(answer.url, {"note": "Thursday."})
    assert refused.url == edit_url(page)
    assert "Somebody has saved this page meanwhile" in said(refused)
    dispatch.run()
    assert types(site) == ["page.published"]
    assert not Intent.objects.exists()


def test_a_small_fix_needs_no_note(client, person, published, site, form):
    page = published()
    Publication.objects.update(modified_at="2020-01-01T12:00:00+00:00")
    assert post_form(client, page, form, "small_fix", title="Second").status_code == 302
    dispatch.run()
    data = last(site)["data"]
    assert (types(site)[-1], data["reason"]["kind"]) == ("page.updated", "small_fix")
    assert data["modifiedAt"].startswith("2020")
    assert PageLogEntry.objects.get(action="newswire.small_fix").user == person


@pytest.mark.parametrize("button", ["correction", "small_fix"])
def test_a_permission_withdrawn_while_the_form_was_open(client, person, published, site, form, button):
    page = published()
    withdraw(person, Act.CORRECT)
    withdraw(person, Act.FIX)
    answer = post_form(client, page, form, button, title="Second")
    assert answer.url == edit_url(page)
    assert "You may not do this any more" in said(answer)
    page.refresh_from_db()
    assert page.title == "Harbour reopens"
    assert page.get_latest_revision_as_object().title == "Second"  # not lost


def test_an_intent_of_a_publish_that_never_came_is_not_the_next_ones(client, published, site, form):
    page = published()
    Intent.objects.create(page_id=page.pk, kind=Intent.Kind.SMALL_FIX)
    post_form(client, page, form, "action-publish", title="Second")
    dispatch.run()
    assert last(site)["data"]["reason"]["kind"] == "update"


def test_an_embargo_from_the_form_to_its_lift(client, tree, site, form):
    draft = tree.draft("Harbour reopens")
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


def test_taken_down_with_confirmations_then_restored(client, person, tree, published, site):
    page = published()
    french = tree.home.add_child(
        instance=HostPage(
            title="Le port", locale=tree.french, translation_key=page.translation_key, live=False
        )
    )
    french.save_revision().publish()
    dispatch.run()
    shown = client.get(url("take_down", page)).content.decode()
    assert "Le port" in shown and "Partner" in shown and "after 15 minutes" in shown
    assert client.post(url("take_down", page), {"reason": ""}).status_code == 200
    answer = client.post(url("take_down", page), {"reason": "Ordered by the court."})
    job = Job.objects.get()
    assert answer.url == url("confirmations", page, job.uuid)
    dispatch.run()
    waiting = client.get(answer.url).content.decode()
    assert "0 of 1 sites have confirmed" in waiting
    assert "data-w-swap-src-value" in waiting
    confirm(page)
    confirm(french)
    fragment = client.get(url("confirmations_fragment", page, job.uuid) + "?since=0")
    assert fragment["Cache-Control"].startswith("max-age=0")
    assert "1 site has confirmed" in fragment.content.decode()
    assert "data-w-swap-src-value" not in fragment.content.decode()
    assert PageLogEntry.objects.filter(action="newswire.take_down", user=person).count() == 2
    again = client.post(url("take_down", page), {"reason": "Again."})
    assert "taken this page down already" in said(again)
    before = publication_of(page).version
    form = client.get(url("restore", page))
    assert form.content.decode().count("checked") == 2
    done = client.post(url("restore", page), {"pages": [page.pk, french.pk]})
    assert "2 pages were restored" in said(done)
    dispatch.run()
    assert types(site)[-2:] == ["page.restored", "page.restored"]
    assert publication_of(page).version > before
    assert last(site, page)["data"]["reason"]["kind"] == "restore"
    assert PageLogEntry.objects.filter(action="newswire.restore", user=person).count() == 2
    assert not client.get(url("restore", page)).context["form"].fields["pages"].choices


def test_polling_ends_by_itself(client, published, site):
    page = published()
    job = takedown.take_down(page, "Wrong.")
    dispatch.run()
    fragment = client.get(url("confirmations_fragment", page, job.uuid) + "?since=1").content.decode()
    assert "data-w-swap-src-value" not in fragment
    assert "No longer refreshed by itself" in fragment
    assert client.get(url("confirmations_fragment", page, job.uuid) + "?since=x").status_code == 200


def test_what_was_changed_since_the_takedown_is_not_restored_unseen(client, published, site):
    page = published()
    takedown.take_down(page, "Wrong.")
    dispatch.run()
    draft = HostPage.objects.get(pk=page.pk)
    draft.title = "Half wri"
    draft.save_revision()
    shown = client.get(url("restore", page)).content.decode()
    assert "look at it first" in shown
    assert "checked" not in shown
    HostPage.objects.get(pk=page.pk).get_latest_revision().publish()
    refused = client.post(url("restore", page), {"pages": [page.pk]})
    assert refused.status_code == 200  # the choice is gone


def test_two_editors_restore_at_once(client, published, site):
    from newswire.publisher.editorial.refused import Refused
    from newswire.publisher.editorial.restore import restore

    page = published()
    takedown.take_down(page, "Wrong.")
    restore([page.pk])
    with pytest.raises(Refused, match="not taken down any more"):
        restore([page.pk])


@pytest.mark.parametrize("name", ["embargo", "take_down", "restore"])
def test_a_deleted_page_has_its_message(client, published, name):
    page = published()
    address = url(name, page)
    HostPage.objects.get(pk=page.pk).delete()
    for answer in (client.get(address), client.post(address, {"reason": "x"})):
        assert answer.status_code == 302
        assert "deleted meanwhile" in said(answer)


@pytest.mark.parametrize("name", ["embargo", "take_down", "restore"])
def test_nobody_else_gets_in(client, person, published, name):
    page = published()
    assert client.get(url(name, page)).status_code == 200
    GroupPagePermission.objects.filter(permission__codename="publish_page").delete()
    for answer in (client.get(url(name, page)), client.post(url(name, page), {"reason": "x"})):
        assert answer.status_code == 302
        assert answer.url == reverse("wagtailadmin_home")
    assert HostPage.objects.get(pk=page.pk).live
    Client().get(url(name, page)).url.startswith("/admin/login/")


def test_the_confirmations_are_for_who_may_take_down_and_for_that_page(client, person, published, site):
    page, other = published(), published("Other")
    job = takedown.take_down(page, "Wrong.")
    dispatch.run()
    assert client.get(url("confirmations", page, job.uuid)).status_code == 200
    assert client.get(url("confirmations", other, job.uuid)).url == reverse("wagtailadmin_home")
    withdraw(person, Act.TAKE_DOWN)
    for name in ("confirmations", "confirmations_fragment"):
        assert client.get(url(name, page, job.uuid)).status_code == 302


def test_one_locked_version_keeps_all(client, person, tree, published, site):
    page = published()
    french = tree.home.add_child(
        instance=HostPage(title="Le port", locale=tree.french, translation_key=page.translation_key)
    )
    HostPage.objects.filter(pk=french.pk).update(
        locked=True, locked_by=get_user_model().objects.create_user("other")
    )
    answer = client.post(url("take_down", page), {"reason": "Wrong."})
    assert answer.url == edit_url(page)
    assert "Le port" in said(answer)
    assert HostPage.objects.get(pk=page.pk).live
    assert Locale.objects.count() >= 2


def test_the_alarm_time_is_the_settings(client, published, settings):
    settings.NEWSWIRE_TAKEDOWN_ALARM_MINUTES = 5
    assert conf.get().takedown_alarm_minutes == 5
    assert "after 5 minutes" in client.get(url("take_down", published())).content.decode()


def test_the_editor_costs_few_queries_more(client, published, tree, django_assert_max_num_queries):
    page, draft = published(), tree.draft("A draft")
    client.get(edit_url(page))
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    for one, most in ((page, 0), (draft, 1)):
        with CaptureQueriesContext(connection) as queries:
            client.get(edit_url(one))
        ours = [
            query["sql"]
            for query in queries.captured_queries
            if "newswire_publisher_embargo" in query["sql"] or "newswire_publisher_intent" in query["sql"]
        ]
        assert len(ours) <= most, ours
