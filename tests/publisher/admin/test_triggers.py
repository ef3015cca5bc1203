import logging

import pytest
from django.contrib.auth.models import User
from django.test import Client
from services import tree

from newswire.publisher import secrets
from newswire.publisher.models import Trigger, TriggerCall

pytestmark = pytest.mark.django_db(transaction=True)

INDEX = "/admin/newswire/triggers/"


@pytest.fixture
def client() -> Client:
    tree.home()
    client = Client()
    client.force_login(User.objects.create_superuser("chief"))
    return client


def test_a_trigger_is_made_and_its_secret_shown_once(client: Client) -> None:
    filled = {"name": "Vendor", "slug": "vendor", "actions": ["publish"], "per_minute": 5, "active": "on"}
    response = client.post(f"{INDEX}new/", filled, follow=True)
    trigger = Trigger.objects.get()
    secret = secrets.valid(trigger)[0]
    shown = response.content.decode()
    assert secret in shown
    assert "/newswire/hooks/vendor/" in shown
    assert secret not in client.get(f"{INDEX}inspect/{trigger.pk}/").content.decode()
    assert (trigger.actions, trigger.per_minute) == (["publish"], 5)


def test_its_secret_stands_in_no_debug_log(client: Client, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG, "django.template")
    trigger = Trigger.objects.create(slug="vendor", name="Vendor", actions=["publish"])
    secrets.make_secret(trigger)
    shown = client.post(f"{INDEX}new-secret/{trigger.pk}/", follow=True).content.decode()
    secret = str(secrets.valid(trigger)[0])
    assert secret in shown
    assert "Exception while resolving variable" in caplog.text
    assert secret not in caplog.text


def test_its_calls_are_listed_with_what_came_of_them(client: Client) -> None:
    trigger = Trigger.objects.create(slug="vendor", name="Vendor", actions=["publish"])
    TriggerCall.objects.create(trigger=trigger, state="refused", status=401, reason="No signature <b>.")
    shown = client.get(f"{INDEX}inspect/{trigger.pk}/").content.decode()
    assert "Refused" in shown
    assert "No signature &lt;b&gt;." in shown
    assert "Vendor" in client.get(INDEX).content.decode()


def test_a_new_secret_is_posted_for_and_shown_once(client: Client) -> None:
    trigger = Trigger.objects.create(slug="vendor", name="Vendor", actions=["publish"])
    old = secrets.make_secret(trigger)
    assert client.get(f"{INDEX}new-secret/{trigger.pk}/").status_code == 405
    shown = client.post(f"{INDEX}new-secret/{trigger.pk}/", follow=True).content.decode()
    new, kept = secrets.valid(trigger)
    assert (kept, new in shown) == (old, True)
