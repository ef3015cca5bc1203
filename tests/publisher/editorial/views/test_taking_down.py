"""Taking down and restoring through the admin, with the sites' confirmations."""

import pytest
from django.contrib.auth import get_user_model
from django.utils import timezone
from host.models import HostPage
from support.announced import last, publication_of, types
from wagtail.models import Locale, PageLogEntry
from wagtail.users.models import UserProfile

from newswire.publisher import conf, dispatch, takedown
from newswire.publisher.models import Copy, Delivery, Job

from .screens import edit_url, said, url

pytestmark = pytest.mark.django_db(transaction=True)


def confirm(page):
    """As if every site had answered."""
    publication = publication_of(page)
    Copy.objects.filter(publication=publication).update(
        state=publication.state, version=publication.version, since=timezone.now()
    )


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


def test_what_was_public_is_proposed_also_where_it_was_taken_down_twice(client, person, published, site):
    page = published()
    dispatch.run()
    for reason in ("Wrong.", "Wrong, pressed twice."):
        takedown.take_down(page.translation_key, reason, person)
        dispatch.run()
    shown = client.get(url("restore", page)).content.decode()
    assert "pressed twice" in shown and shown.count("checked") == 1 and "was not public" not in shown


def test_two_editors_restore_at_once(client, published, site):
    from newswire.publisher.editorial.refused import Refused
    from newswire.publisher.editorial.restore import restore

    page = published()
    takedown.take_down(page, "Wrong.")
    restore([page.pk])
    with pytest.raises(Refused, match="not taken down any more"):
        restore([page.pk])


def test_a_withdrawal_that_has_stopped_is_not_said_to_be_tried_again(client, published, site):
    page = published()
    dispatch.run()
    job = takedown.take_down(page, "Wrong.")
    dispatch.run()
    withdrawals = Delivery.objects.filter(event__batch=job.uuid)
    for state, is_over in (("queued", False), ("parked", True)):
        assert withdrawals.update(state=state, last_error="connect")
        shown = client.get(url("confirmations", page, job.uuid)).content.decode()
        assert ("tried again by itself" in shown) is not is_over
        assert ("Send it again when the site works." in shown) is is_over


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
    assert "Wrong.</textarea>" in client.get(url("take_down", page)).content.decode()
    assert Locale.objects.count() >= 2


def test_the_alarm_time_is_the_settings(client, published, settings):
    settings.NEWSWIRE_TAKEDOWN_ALARM_MINUTES = 5
    assert conf.get().takedown_alarm_minutes == 5
    assert "after 5 minutes" in client.get(url("take_down", published())).content.decode()


@pytest.mark.parametrize(("reader", "said_of"), [("fr", "anglais"), ("de", "Englisch")])
def test_languages_are_named_in_the_readers(client, person, published, site, reader, said_of):
    page = published()
    UserProfile.objects.update_or_create(user=person, defaults={"preferred_language": reader})
    assert f"({said_of})" in client.get(url("take_down", page)).content.decode()
    client.post(url("take_down", page), {"reason": "Ordered by the court."})
    assert f"({said_of})" in client.get(url("restore", page)).content.decode()
