"""Whoever may not, or comes too late, is told so: never a 500."""

from datetime import timedelta

import pytest
from django.contrib.auth import get_user_model
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from host.models import HostPage
from wagtail.models import GroupPagePermission, PageLogEntry

from newswire.publisher import dispatch, takedown
from newswire.publisher.editorial.permissions import Act
from newswire.publisher.models import Embargo

from .screens import said, url, withdraw

pytestmark = pytest.mark.django_db(transaction=True)


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
    assert client.get(url("confirmations", page, job.uuid)).context["page_subtitle"] == page.title
    assert client.get(url("confirmations", other, job.uuid)).url == reverse("wagtailadmin_home")
    withdraw(person, Act.TAKE_DOWN)
    for name in ("confirmations", "confirmations_fragment"):
        assert client.get(url(name, page, job.uuid)).status_code == 302


def test_who_is_locked_out_of_the_editor_is_locked_out_of_the_acts(client, person, published, site):
    """The lock came while the act's form stood open: the menu hid it before, the address did not."""
    public, draft, gone = published("Public"), published("Draft"), published("Gone")
    HostPage.objects.get(pk=draft.pk).unpublish()
    takedown.take_down(gone, "Wrong.")
    revision = public.get_latest_revision() or public.save_revision()
    later = (timezone.localtime() + timedelta(hours=1)).strftime("%Y-%m-%dT%H:%M")
    HostPage.objects.update(locked=True, locked_by=get_user_model().objects.create_user("other"))
    for page, address, given in (
        (public, url("correction", public, revision.pk), {"note": "Thursday."}),
        (draft, url("embargo", draft), {"until": later}),
        (gone, url("restore", gone), {"pages": [gone.pk]}),
    ):
        answer = client.post(address, given)
        assert f"“{page.title}” is locked, so nothing was done" in said(answer)
        assert answer.status_code == 302
    assert not PageLogEntry.objects.filter(action__in=["newswire.correction", "newswire.restore"]).exists()
    assert not Embargo.objects.exists()
    assert not HostPage.objects.get(pk=gone.pk).live
    HostPage.objects.update(locked_by=person)
    client.post(url("embargo", draft), {"until": later})
    assert Embargo.objects.get().page_id == draft.pk
