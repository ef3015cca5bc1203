"""Publishing a change through the admin: an update, a correction or a small fix."""

import pytest
from django.urls import reverse
from host.models import HostPage
from support.announced import deliveries, last, types
from wagtail.models import PageLogEntry

from newswire.publisher import dispatch
from newswire.publisher.editorial.permissions import Act
from newswire.publisher.models import Intent, Publication

from .screens import edit_url, post_form, said, url, withdraw

pytestmark = pytest.mark.django_db(transaction=True)


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


def test_the_note_that_was_refused_stands_there_when_its_form_opens_again(client, published, site, form):
    page, elsewhere = published(), published(title="Elsewhere")
    answer = post_form(client, page, form, "correction", title="Second")
    assert client.get(answer.url).context["page_subtitle"] == "Second"
    HostPage.objects.get(pk=page.pk).save_revision()
    client.post(answer.url, {"note": "It was noon & not one."})
    assert "noon" not in client.get(url("correction", elsewhere, 1)).content.decode()
    again = post_form(client, page, form, "correction", title="Third").url
    assert "It was noon &amp; not one.</textarea>" in client.get(again).content.decode()
    assert "noon" not in client.get(again).content.decode()  # once


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
