"""A channel whose kind came with a package that was taken out."""

import pytest
from django.test import Client
from services import tree
from support.factories import make_channel

from newswire.publisher.models import Channel, Delivery

pytestmark = pytest.mark.django_db(transaction=True)

INDEX = "/admin/newswire/channels/"


def test_a_channel_whose_kind_is_no_longer_installed_can_be_looked_at_and_deleted(
    admin_client: Client,
) -> None:
    tree.home()
    channel = make_channel("https://example.org/hook", transport="pigeon")
    for page in ("inspect", "edit", "send", "delete"):
        assert admin_client.get(f"{INDEX}{page}/{channel.pk}/").status_code == 200
    response = admin_client.post(f"{INDEX}test/{channel.pk}/", follow=True)
    assert "Something is wrong on our side with this kind of channel." in response.content.decode()
    assert not Delivery.objects.exists()
    admin_client.post(f"{INDEX}delete/{channel.pk}/")
    assert not Channel.objects.exists()
