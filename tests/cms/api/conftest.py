"""Wagtail's APIs over a rich site."""

from collections.abc import Callable
from typing import Any

import pytest
from django.core.files.base import ContentFile
from django.urls import path
from django.utils import timezone
from support import our_apis, plain_pages
from wagtail.documents import get_document_model
from wagtail.embeds.embeds import get_embed_hash
from wagtail.embeds.models import Embed
from wagtail.models import Locale

from newswire.cms.models import Author, Topic
from newswire.cms.pages.models import ArticlePage, NewsIndexPage
from newswire.publisher.models import LanguageSet

VIDEO = "https://video.example/1"


class WithPlainPages:
    urlpatterns = [path("plain/", plain_pages.router.urls), *our_apis.urlpatterns]


@pytest.fixture(autouse=True)
def apis(settings: Any) -> None:
    settings.ROOT_URLCONF = WithPlainPages
    settings.WAGTAILAPI_LIMIT_MAX = 50


@pytest.fixture
def newsroom(write: Any, translate: Any, picture: Any, indexes: Any) -> Callable[[int], list[ArticlePage]]:
    """A rich site: `newsroom(50)` articles with every block, versions, topics, authors, a section."""
    english, french = (Locale.objects.get(language_code=code) for code in ("en", "fr"))
    indexes["en"].refresh_from_db()
    section = indexes["en"].add_child(instance=NewsIndexPage(title="Economy", locale=english))
    target, other = (
        write("Target", summary="As chosen", lead_picture=picture("t.jpg", (60, 40))),
        write("Other"),
    )
    cible = translate(other, "fr", "Autre")
    host_page = section
    document = get_document_model().objects.create(title="Terms", file=ContentFile(b"%PDF-", name="t.pdf"))
    Embed.objects.create(url=VIDEO, hash=get_embed_hash(VIDEO), type="video", title="Launch", html="")
    images = [picture(f"{n}.jpg", (60, 40), credit=f"Agency {n}" if n else "") for n in range(3)]
    space = Topic.objects.create(name="Space", locale=english)
    espace = space.copy_for_translation(french)
    espace.name = "Espace"
    espace.save()
    jane = Author.objects.create(name="Jane", locale=english, page=host_page, role="Editor")

    def body(number: int) -> list[tuple[str, Any]]:
        placed = {"image": images[number % 3], "alt_text": "A rover", "caption": "At its test"}
        text = (
            f'<p>{number}: <a linktype="page" id="{target.pk}">one</a>, '
            f'<a linktype="page" id="{cible.pk}">two</a>, '
            f'<a linktype="document" id="{document.pk}">terms</a>.</p>'
        )
        blocks = [
            ("heading", {"text": f"Heading {number}", "level": "h3"}),
            ("paragraph", text),
            ("quote", {"text": "We agreed.", "name": "Jeanne"}),
            ("fact_box", {"heading": "In figures", "text": "<ul><li>Two countries</li></ul>"}),
            ("table", {"data": [["a", "b"]], "table_caption": "T", "first_row_is_table_header": True}),
            ("image", placed),
            ("gallery", {"pictures": [placed, placed | {"image": images[(number + 1) % 3]}]}),
            ("photo_credit", {"text": ""}),
            ("embed", {"url": VIDEO, "title": "", "poster": images[0]}),
            ("document", {"document": document, "title": ""}),
            ("link_button", {"text": "Register", "page": target}),
            ("full_article", {"rows": [{"page": host_page}, {"page": cible}]}),
        ]
        items = [("page", {"page": target}), ("page", {"page": cible})]
        related = {"items": items[: number % 3], "automatic": number % 2 == 0}
        return blocks if number % 5 == 4 else [*blocks, ("related_news", related)]

    def make(count: int) -> list[ArticlePage]:
        made = []
        for number in range(count):
            version = number % 5 == 3
            under = indexes["fr"] if version else section if number % 5 == 1 else indexes["en"]
            under.refresh_from_db()
            fields = {"lead_picture": images[number % 3], "lead_alt_text": "Two flags", "body": body(number)}
            if version:
                fields["translation_key"] = made[-1].translation_key
            page = ArticlePage(title=f"Article {number}", locale=under.locale, **fields)
            page.first_published_at = page.last_published_at = timezone.now()
            made.append(under.add_child(instance=page))
            # Beside the live page, without the time that publishing takes.
            for name, row in (
                ("article_topics", {"topic": space}),
                ("article_authors", {"author": jane}),
                ("corrections", {"note": f"Wrong {number}"}),
            ):
                getattr(ArticlePage, name).rel.related_model.objects.create(page=page, **row)
            if not version:
                known = LanguageSet.objects.create(key=page.translation_key)
                known.outside_versions.create(lang="pt", url=f"https://pt.example/{number}")
        return made

    return make
