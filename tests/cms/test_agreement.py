"""One body through the page, Wagtail's APIs v2 and v3 and the payload: do they agree, block by block?"""

import json
import re
from collections.abc import Iterator
from html import unescape
from typing import Any

import pytest
from django.core.files.base import ContentFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import path, reverse
from django.utils import timezone
from support.announced import body as payload_of
from support.announced import deliveries
from support.factories import make_channel
from urls import urlpatterns as site
from wagtail.api.v2.router import WagtailAPIRouter
from wagtail.api.v2.views import PagesAPIViewSet
from wagtail.api.v3.urls import api as v3
from wagtail.documents import get_document_model
from wagtail.embeds.embeds import get_embed_hash
from wagtail.embeds.models import Embed

from newswire.blocks.body import ArticleBody
from newswire.publisher import dispatch
from newswire.publisher.render import render

router = WagtailAPIRouter("wagtailapi")
router.register_endpoint("pages", PagesAPIViewSet)
PUBLICATION = re.compile(r' data-publication="[^"]*"')
TAG = re.compile(r"<[^>]*>")
VIDEO = "https://video.example/1"


class WithApis:
    urlpatterns = [path("api/v2/", router.urls), path("api/v3/", v3.urls), *site]


@pytest.fixture
def every_block(write: Any, picture: Any) -> list[tuple[str, Any]]:
    """Each block of a body once, with every field filled."""
    one, two = write("Story one", summary="Summary one"), write("Story two")
    document = get_document_model().objects.create(
        title="Terms", file=ContentFile(b"%PDF-", name="terms.pdf")
    )
    Embed.objects.create(
        url=VIDEO,
        hash=get_embed_hash(VIDEO),
        type="video",
        title="The launch",
        provider_name="Video",
        html='<iframe src="https://video.example/frame"></iframe><script>alert(1)</script>',
        width=640,
        height=360,
        cache_until=None,
    )
    placed = {"image": picture("rover.jpg", credit="MECO"), "alt_text": "A rover", "caption": "At its test"}
    other = {"image": picture("moon.jpg"), "alt_text": "The moon", "caption": "Full", "credit": "Jane Doe"}
    table = {
        "data": [["", "LU"], ["Firms", "12"]],
        "table_caption": "Firms",
        "table_header_choice": "both",
        "first_row_is_table_header": True,
        "first_col_is_header": True,
    }
    outside = {
        "title": "Outside",
        "url": "https://o.example/1",
        "site_name": "O",
        "summary": "Sum",
        "language": "fr",
    }
    return [
        ("heading", {"text": "A <council> & more", "level": "h3"}),
        (
            "paragraph",
            f'<p>See <a linktype="page" id="{one.pk}">one</a>, <b>bold</b> and H<sub>2</sub>O.</p>',
        ),
        (
            "quote",
            {"text": "We agreed.", "name": "Jeanne", "role": "Head", "source_url": "https://q.example/"},
        ),
        ("fact_box", {"heading": "In figures", "text": "<ul><li>Two countries</li></ul>"}),
        ("table", table),
        ("image", placed),
        ("gallery", {"title": "The test", "pictures": [placed, other]}),
        ("photo_credit", {"text": "Agencies"}),
        ("embed", {"url": VIDEO, "title": "", "poster": picture("poster.jpg"), "credit": "V"}),
        ("document", {"document": document, "title": ""}),
        ("link_button", {"text": "Register", "page": two, "url": "", "site_name": ""}),
        ("full_article", {"rows": [{"url": "https://n.example/a", "site_name": "N", "language": "de"}]}),
        ("related_news", {"items": [("page", {"page": one}), ("outside", outside)], "automatic": False}),
    ]


def told(value: Any, key: str = "") -> Iterator[str]:
    """What a block's API value tells a reader: words and addresses, not the sizes of files."""
    match value:
        case dict():
            for name, one in value.items():
                if name not in {"renditions", "type", "id", "kind", "lang", "filename", "header", "poster"}:
                    yield from told(one, name)
        case list():
            for one in value:
                yield from told(one, key)
        case str() if value.strip():
            yield value.strip()


@pytest.mark.django_db(transaction=True)
def test_page_apis_and_payload_agree_on_every_block(every_block: Any, write: Any, settings: Any) -> None:
    assert [kind for kind, _ in every_block] == list(ArticleBody().child_blocks)
    settings.ROOT_URLCONF = WithApis
    channel = make_channel(
        "http://127.0.0.1:9/", page_types=["newswire_pages.articlepage"], started_at=timezone.now()
    )
    page = write("Everything", body=every_block)
    dispatch.run()
    (delivery,) = deliveries(channel, page)
    payload = payload_of(delivery)["data"]

    two = Client().get(f"/api/v2/pages/{page.pk}/?fields=body").json()["body"]
    three = Client().get(f"/api/v3/pages/{page.pk}/").json()["body"]
    assert two == three
    assert [without_publications(block) for block in payload["blocks"]] == [
        without_publications(b) for b in two
    ]

    served = unescape(Client().get(page.url).content.decode())
    sent = unescape(payload["html"])
    for block in two:
        for words in told(block["value"]):
            for html in (served, sent):
                assert_told(words, html, block["type"])
    assert "alert(1)" not in served + sent + json.dumps(two)


def without_publications(value: Any) -> Any:
    """The payload names a page by its publication, where this site's APIs give its number."""
    if isinstance(value, dict):
        link = "url" in value  # pictures have ids too, blocks neither
        kept = {name: one for name, one in value.items() if name != "pageId" and not (link and name == "id")}
        return {name: without_publications(one) for name, one in kept.items()}
    if isinstance(value, list):
        return [without_publications(one) for one in value]
    return PUBLICATION.sub("", value) if isinstance(value, str) else value


def assert_told(words: str, html: str, kind: str) -> None:
    # The page may leave out its own host.
    words = words.removeprefix("http://localhost") if words.startswith("http://localhost/") else words
    parts = TAG.split(words) if kind in {"paragraph", "fact_box"} else [words]
    for part in parts:
        assert unescape(part).strip() in html, f"{kind}: {part!r}"


@pytest.mark.django_db
def test_five_hundred_blocks_cost_as_many_queries_as_few(write: Any, picture: Any, settings: Any) -> None:
    settings.ROOT_URLCONF = WithApis
    target, images = write("Target"), [picture(f"{n}.jpg", (400, 300), credit="MECO") for n in range(4)]

    def queries(blocks: int) -> list[int]:
        text = f'<p>See <a linktype="page" id="{target.pk}">this</a>.</p>'
        shown = [{"image": image, "alt_text": "x"} for image in images]
        body = [("paragraph", text) if n % 2 else ("image", shown[n // 2 % 4]) for n in range(blocks)]
        page = write(f"With {blocks}", body=body, related_automatically=False)
        calls = (
            lambda: Client().get(page.url),
            lambda: Client().get(f"/api/v2/pages/{page.pk}/?fields=body"),
            lambda: Client().get(f"/api/v3/pages/{page.pk}/"),
            lambda: render(type(page).objects.get(pk=page.pk)),
        )
        return [counted(call) for call in calls]

    few, many = queries(8), queries(500)
    assert many == few
    assert max(many) <= 40


def counted(call: Any) -> int:
    call()  # makes the renditions, fills the caches of sites
    with CaptureQueriesContext(connection) as captured:
        answer = call()
    assert getattr(answer, "status_code", 200) == 200
    return len(captured)


@pytest.mark.django_db
def test_a_teaser_whose_target_is_deleted_disappears_everywhere(
    write: Any, settings: Any, admin: Client
) -> None:
    settings.ROOT_URLCONF = WithApis
    gone, kept = write("Gone soon"), write("Stays")
    items = [("page", {"page": gone}), ("page", {"page": kept})]
    rows = [{"page": gone}]
    page = write(
        "Council",
        body=[
            ("paragraph", f'<p>See <a linktype="page" id="{gone.pk}">words stay</a>.</p>'),
            ("full_article", {"rows": rows}),
            ("link_button", {"text": "Button", "page": gone}),
            ("related_news", {"items": items, "automatic": False}),
        ],
    )
    address = gone.url
    gone.delete()
    page = type(page).objects.get(pk=page.pk)
    html = Client().get(page.url).content.decode()
    two = Client().get(f"/api/v2/pages/{page.pk}/?fields=body").json()["body"]
    three = Client().get(f"/api/v3/pages/{page.pk}/").json()["body"]
    document = render(page).document
    assert two == three == document.blocks
    for said in (html, json.dumps(two), document.html):
        assert "Gone soon" not in said
        assert address not in said
        assert "words stay" in said
    assert [item.title for item in document.related] == ["Stays"]
    assert admin.get(reverse("wagtailadmin_pages:edit", args=[page.pk])).status_code == 200
