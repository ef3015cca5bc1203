"""What the preview shows is what is sent: compared with real deliveries."""

import html
import json
import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone
from services.receiver import Receiver

from newswire.publisher import deliver, dispatch
from newswire.publisher.models import Channel

pytestmark = pytest.mark.django_db(transaction=True)

Make = Callable[..., Any]
FULL = "newswire-body:cloudevents.full.omit"


@pytest.fixture
def manager(person: Make) -> Client:
    return person("change", "publish", codenames=("view_channel",), name="manager")


@pytest.fixture
def preview(form: Make) -> Make:
    def show(client: Client, page: Any, mode: str, **fields: Any) -> Any:
        """What Wagtail's panel does: posts the form, then shows it in a mode."""
        address = f"/admin/pages/{page.pk}/edit/preview/"
        if fields:
            answer = client.post(address, form(slug=page.slug, **fields))
            assert answer.json()["is_valid"]
        return client.get(f"{address}?mode={mode}&bytes")

    return show


def data(body: bytes) -> bytes:
    """The `data` member, to the byte."""
    return body[body.index(b'"data":') :]


def test_data_is_to_the_byte_what_was_sent(
    channel: Make, published: Make, manager: Client, receiver: Receiver, preview: Make
) -> None:
    channel(receiver.url)
    page = published(intro="Ferries · again.", body="<p>The harbour is open.</p>")
    deliver.run(5)
    shown = preview(manager, page, FULL)
    assert data(shown.content) == data(receiver.requests[-1].body)
    assert shown.content == receiver.requests[-1].body


def test_a_draft_shows_what_publishing_it_will_send(
    channel: Make, published: Make, manager: Client, receiver: Receiver, preview: Make
) -> None:
    channel(receiver.url)
    # Yesterday's: else the time put in for the last change below might be the first publication's too.
    page = published(
        body="<p>The harbour is open.</p>", first_published_at=timezone.now() - timedelta(days=1)
    )
    deliver.run(5)
    from wagtail.test.utils.form_data import rich_text

    fields = {"title": "Harbour opens", "body": rich_text("<p>The harbour is closed.</p>")}
    before = json.loads(preview(manager, page, FULL, **fields).content)["data"]
    assert before["title"] == "Harbour opens" and before["version"] == 2
    page.title, page.body = "Harbour opens", "<p>The harbour is closed.</p>"
    page.save_revision().publish()
    dispatch.run()
    deliver.run(5)
    sent = json.loads(receiver.requests[-1].body)["data"]
    when = sent["modifiedAt"]
    again = json.dumps(before, ensure_ascii=False).replace(before["modifiedAt"], when)
    assert again == json.dumps(sent, ensure_ascii=False)


def test_a_page_that_was_never_published(tree: Any, channel: Make, manager: Client, preview: Make) -> None:
    channel()
    shown = json.loads(preview(manager, tree.draft("Draft"), FULL).content)
    assert shown["type"] == "newswire.page.published.v1"
    assert (shown["data"]["version"], shown["data"]["title"]) == (1, "Draft")


def test_bytes_are_for_who_may_see_the_sites(
    channel: Make, published: Make, publisher: Client, manager: Client, preview: Make
) -> None:
    channel(mode=Channel.Mode.THIN)
    page = published()
    assert preview(publisher, page, FULL).status_code in (302, 403)
    assert "newswire-body" not in publisher.get(f"/admin/pages/{page.pk}/edit/").content.decode()
    shown = manager.get(f"/admin/pages/{page.pk}/edit/").content.decode()
    assert 'value="newswire-body:cloudevents.thin.omit"' in shown
    thin = json.loads(preview(manager, page, "newswire-body:cloudevents.thin.omit").content)
    assert "html" not in thin["data"]


def test_readable(channel: Make, published: Make, manager: Client) -> None:
    channel()
    page = published(body="<p>The harbour is open.</p>")
    shown = manager.get(f"/admin/pages/{page.pk}/edit/preview/?mode={FULL}").content.decode()
    text = re.search(r"<pre[^>]*>(.*)</pre>", shown, re.DOTALL)
    assert text and json.loads(html.unescape(text[1]))["data"]["title"] == page.title


def test_as_other_sites_show_it(channel: Make, published: Make, publisher: Client, preview: Make) -> None:
    channel()
    page = published(body="<p>The harbour is open.</p>")
    assert 'value="newswire-html"' in publisher.get(f"/admin/pages/{page.pk}/edit/").content.decode()
    shown = preview(publisher, page, "newswire-html", title="Harbour <opens>")
    assert shown["X-Frame-Options"] == "SAMEORIGIN"
    text = shown.content.decode()
    assert "<h1>Harbour &lt;opens&gt;</h1>" in text and 'lang="en"' in text


def test_a_text_that_brings_its_headline_shows_it_once(
    channel: Make, published: Make, publisher: Client, preview: Make
) -> None:
    channel()
    page = published(body="<p>The harbour is open.</p>")
    text = preview(publisher, page, "newswire-html").content.decode()
    ours, _, _userbar = text.partition("<!-- Wagtail user bar")
    assert ours.count("<h1") == 1 and "newswire_publisher/preview.css" in text


def test_wagtails_own_mode_is_as_it_was(published: Make, publisher: Client, preview: Make) -> None:
    assert preview(publisher, published("Harbour"), "").status_code == 200


def test_formats_that_are_not_there(channel: Make, published: Make, manager: Client, preview: Make) -> None:
    page = published()
    shown = preview(manager, page, "newswire-body:gopher.full.omit").content.decode()
    assert "This format is not installed." in shown


def test_a_page_that_cannot_be_rendered(tree: Any, channel: Make, manager: Client) -> None:
    from host.models import BrokenPage

    channel()
    page = tree.home.add_child(instance=BrokenPage(title="Broken", locale=tree.english))
    page.save_revision()
    shown = manager.get(f"/admin/pages/{page.pk}/edit/preview/?mode={FULL}")
    assert shown.status_code == 200 and "No preview" in shown.content.decode()
