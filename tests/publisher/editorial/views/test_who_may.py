"""Whoever may not, or comes too late, is told so: never a 500."""

import pytest
from django.test import Client
from django.urls import reverse
from host.models import HostPage
from wagtail.models import GroupPagePermission

from newswire.publisher import dispatch, takedown
from newswire.publisher.editorial.permissions import Act

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
