"""What the bulk actions do with the pages that are ticked."""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from host.models import HostPage
from services.receiver import Receiver

from newswire.publisher import deliver, dispatch, jobs
from newswire.publisher.editorial.forms import TakeDownForm
from newswire.publisher.models import Delivery, Job

pytestmark = pytest.mark.django_db(transaction=True)

Make = Callable[..., Any]


def do(client: Client, action: str, *pages: Any, **form: Any) -> str:
    ids = "&".join(f"id={page.pk}" for page in pages)
    address = f"/admin/bulk/wagtailcore/page/newswire_{action}/?{ids}&next=/admin/"
    confirmation = client.get(address)
    assert confirmation.status_code == 200
    if form is None:
        return confirmation.content.decode()
    return client.post(address, form, follow=True).content.decode()


def test_send_again_sends_each_to_the_sites_that_were_told_of_it(
    channel: Make, published: Make, publisher: Client, receiver: Receiver
) -> None:
    channel(receiver.url, name="English", languages=["en"])
    channel(receiver.url, name="French", languages=["fr"])
    pages = [published(title) for title in ("One", "Two", "Three")]
    deliver.run(5)
    assert "Will be sent again to 1 site." in do(publisher, "send_again", *pages[:2])
    jobs.step(5)
    deliver.run(5)
    assert len(receiver.requests) == 5
    assert Delivery.objects.filter(publication__page_id=pages[2].pk).count() == 1


def test_pages_that_no_site_was_told_of(tree: Any, channel: Make, publisher: Client) -> None:
    channel()
    assert "nothing to send again" in do(publisher, "send_again", tree.draft())
    assert not Job.objects.exists()


def test_who_may_not_publish_sends_nothing(channel: Make, published: Make, person: Make) -> None:
    channel()
    page = published()
    assert "Will be sent again" not in do(person("change", name="reporter"), "send_again", page)
    assert not Job.objects.exists()


def test_take_down_everywhere(channel: Make, published: Make, person: Make, receiver: Receiver) -> None:
    channel(receiver.url, name="Partner")
    page = published()
    deliver.run(5)
    chief = person("change", "publish", codenames=("take_down",), name="chief")
    ids = f"/admin/bulk/wagtailcore/page/newswire_take_down/?id={page.pk}&next=/admin/"
    asked = chief.get(ids).content.decode()
    assert "Partner" in asked and "1 language version" in asked
    assert "This field is required" in chief.post(ids, {"reason": ""}).content.decode()
    assert HostPage.objects.get(pk=page.pk).live
    assert "1 article is being taken down everywhere." in do(chief, "take_down", page, reason="Court order")
    assert not HostPage.objects.get(pk=page.pk).live
    dispatch.run()
    deliver.run(5)
    assert b"taken_down" in receiver.requests[-1].body


def test_who_may_not_take_down_takes_nothing_down(channel: Make, published: Make, publisher: Client) -> None:
    page = published()
    do(publisher, "take_down", page, reason="Because")
    assert HostPage.objects.get(pk=page.pk).live


def test_the_reason_may_be_as_long_as_that_of_a_single_page(
    channel: Make, published: Make, person: Make
) -> None:
    channel(name="Partner")
    page = published()
    chief = person("change", "publish", codenames=("take_down",), name="chief")
    longest = TakeDownForm.base_fields["reason"].max_length
    assert longest
    assert "being taken down" not in do(chief, "take_down", page, reason="x" * (longest + 1))
    assert HostPage.objects.get(pk=page.pk).live
    assert "1 article is being taken down everywhere." in do(chief, "take_down", page, reason="x" * longest)
    assert not HostPage.objects.get(pk=page.pk).live
