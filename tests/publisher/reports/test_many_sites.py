"""Reports of a newsroom with more sites than anybody ticks boxes for."""

from datetime import timedelta

import pytest
from django.contrib.auth.models import User
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from host.tree import plant
from support.factories import announce, make_channel, make_publication

from newswire.publisher.models import Channel, Delivery

pytestmark = pytest.mark.django_db
ARRIVAL = "/admin/reports/newswire/arrival/"
DELIVERIES = "/admin/reports/newswire/deliveries/"
BOX = 'name="channel" value="'


@pytest.fixture
def manager() -> Client:
    client = Client()
    client.force_login(User.objects.create_superuser("chief"))
    return client


@pytest.fixture
def port() -> Channel:
    """One site among 400, and another to which the same was sent."""
    Channel.objects.bulk_create(
        Channel(name=f"Many {n:03}", address="http://127.0.0.1:9/") for n in range(400)
    )
    port, other = make_channel("http://127.0.0.1:9/"), make_channel("http://127.0.0.1:9/")
    Channel.objects.filter(pk=port.pk).update(name="Wide Port")
    Channel.objects.filter(pk=other.pk).update(name="Zenith")
    announce(make_publication(page_id=1, title="Harbour"), [port, other], state="delivered")
    return port


def rows(client: Client, query: str) -> list[str]:
    answer = client.get(f"{DELIVERIES}?{query}")
    return [one.channel.name for one in answer.context["object_list"]]


def test_fifty_have_a_box_and_the_others_are_found_by_name(manager: Client, port: Channel) -> None:
    shown = manager.get(DELIVERIES).content.decode()
    assert shown.count(BOX) == 50 and "a part of its name" in shown
    assert sorted(rows(manager, "")) == ["Wide Port", "Zenith"]
    assert rows(manager, "site=wide+po") == ["Wide Port"]
    assert rows(manager, "site=nowhere") == []


def test_a_link_to_one_of_the_others_is_followed_and_its_box_is_there(manager: Client, port: Channel) -> None:
    assert rows(manager, f"channel={port.pk}") == ["Wide Port"]
    assert f'{BOX}{port.pk}"' in manager.get(f"{DELIVERIES}?channel={port.pk}").content.decode()


def test_what_is_no_number_of_a_site_is_refused_in_words(manager: Client, port: Channel) -> None:
    for wrong in ("x", "-1", "%00", "9" * 30):
        assert manager.get(f"{DELIVERIES}?channel={wrong}").status_code == 200


def test_the_form_costs_the_same_however_many_there_are(manager: Client, port: Channel) -> None:
    manager.get(DELIVERIES)
    with CaptureQueriesContext(connection) as found:
        manager.get(DELIVERIES)
    named = [one["sql"] for one in found if 'FROM "newswire_publisher_channel"' in one["sql"]]
    assert named and all("LIMIT" in sql for sql in named)


def test_a_few_are_ticked_and_no_name_is_asked_for(manager: Client) -> None:
    make_channel("http://127.0.0.1:9/")
    shown = manager.get(DELIVERIES).content.decode()
    assert shown.count(BOX) == 1 and "a part of its name" not in shown


def test_of_many_sites_the_slowest_are_listed_and_others_found(manager: Client, port: Channel) -> None:
    now = timezone.now()
    Delivery.objects.filter(channel=port).update(done_at=now + timedelta(seconds=40))
    Delivery.objects.exclude(channel=port).update(done_at=now + timedelta(seconds=20))
    found = manager.get(ARRIVAL)
    assert [row.channel.name for row in found.context["arrivals"].rows] == ["Wide Port", "Zenith"]
    assert "these took longest" in found.content.decode()
    many = manager.get(f"{ARRIVAL}?site=MANY").context["arrivals"]
    assert (many.rows, many.is_many) == ([], True)
    (one,) = manager.get(f"{ARRIVAL}?site=zen").context["arrivals"].rows
    assert (one.channel.name, one.count) == ("Zenith", 1)
    assert "is called that" in manager.get(f"{ARRIVAL}?site=%00nowhere").content.decode()
    assert "a part of its name" in manager.get(f"{ARRIVAL}?site=zen&period=hour").content.decode()


def test_the_arrivals_of_few_are_listed_by_name_and_not_looked_for(manager: Client) -> None:
    for name in ("B", "A"):
        make_channel("http://127.0.0.1:9/", name=name)
    found = manager.get(ARRIVAL)
    assert [row.channel.name for row in found.context["arrivals"].rows] == ["A", "B"]
    assert "a part of its name" not in found.content.decode()


def test_an_embargo_names_fifty_trusted_sites_and_counts_the_others(manager: Client, port: Channel) -> None:
    Channel.objects.filter(name__startswith="Many").update(trusted=True, started_at=timezone.now())
    page = plant().draft("Held")
    shown = manager.get(reverse("newswire_editorial:embargo", args=[page.pk])).content.decode()
    assert shown.count("Many ") == 50 and "Many 049 and 350 more" in shown
