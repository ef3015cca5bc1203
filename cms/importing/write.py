"""One item as an article: its pictures first, then page, rows and record in one transaction."""

from typing import Any
from urllib.parse import urlsplit
from uuid import UUID

import swapper
from django.apps import apps
from django.db import transaction
from django.utils import timezone
from wagtail.coreutils import find_available_slug

from newswire.cms.articles.reading import plain
from newswire.cms.importing.items import Item
from newswire.cms.importing.names import found_or_made
from newswire.cms.importing.pictures import Pictures, picture_of
from newswire.cms.importing.prose import Prose
from newswire.cms.models import Author, Imported, Topic
from newswire.cms.models.imports import digest
from newswire.cms.slugs import slug_from

UNTITLED = 80  # characters of the text that stand in for a headline


class Writer:
    def __init__(self, pictures: Pictures, drafts: bool = False, redirects: bool = False) -> None:
        self._pictures = pictures
        self._drafts = drafts
        self._redirects = redirects

    def write(self, item: Item, index: Any) -> Any:
        """The new page. Only pictures are left behind where it raises; they are found again."""
        fields = self._fields(item)
        index.refresh_from_db()  # its number of children counts in the tree
        with transaction.atomic():
            page = index.article_model()(locale=index.locale, live=False, **fields)
            page.slug = find_available_slug(index, (item.slug or slug_from(page.title))[:200] or "article")
            if key := self._set_key(item, index.locale):
                page.translation_key = key
            index.add_child(instance=page)
            self._add_rows(page, item)
            revision = page.save_revision()
            self._remember(item, page)
            if not (item.is_draft or self._drafts):
                revision.publish()
                if self._redirects:
                    _redirect(item.url, page)
        return page

    def _fields(self, item: Item) -> dict[str, Any]:
        lead = self._pictures.placed(item.lead) if item.lead else None
        body = self._body(item)
        if lead and body and body[0][0] == "image" and body[0][1]["image"] == lead["image"]:
            body = body[1:]  # many sources repeat their lead picture on top of the text
        fields: dict[str, Any] = {
            "title": item.title[:255] or _opening(body),
            "summary": item.summary[:500],
            "body": body,
        }
        if item.published_at:
            fields["published_on"] = min(item.published_at, timezone.now())
        if lead:
            fields |= {
                "lead_picture": lead["image"],
                "lead_alt_text": lead["alt_text"],
                "lead_caption": lead["caption"],
            }
        return fields

    def _body(self, item: Item) -> list[tuple[str, Any]]:
        def place(element: Any, caption: str) -> dict[str, Any] | None:
            picture = picture_of(element, caption, item.attachments, item.url)
            return self._pictures.placed(picture) if picture else None

        return Prose(place, _page_at, item.url).blocks(item.html)

    def _set_key(self, item: Item, locale: Any) -> UUID | None:
        """The translation key of the item's set, unless another item of it is in this language."""
        key = Imported.find(Imported.Kind.SET, item.set_name) if item.set_name else ""
        pages = swapper.load_model("wagtailcore", "Page").objects
        taken = key and pages.filter(translation_key=key, locale=locale).exists()
        return UUID(key) if key and not taken else None

    def _add_rows(self, page: Any, item: Item) -> None:
        for name in dict.fromkeys(item.topics):
            if topic := found_or_made(Topic, name, page.locale):
                page.article_topics.create(topic=topic)
        for name in dict.fromkeys(item.authors):
            if author := found_or_made(Author, name, page.locale):
                page.article_authors.create(author=author)

    def _remember(self, item: Item, page: Any) -> None:
        Imported.remember(Imported.Kind.ARTICLE, item.guid, page.pk, item.url)
        if item.set_name:
            Imported.remember(Imported.Kind.SET, item.set_name, page.translation_key)


def _page_at(address: str) -> int | None:
    found = Imported.objects.filter(kind=Imported.Kind.ARTICLE, address_digest=digest(address))
    number = found.values_list("object_id", flat=True).first()
    return int(number) if number else None


def _redirect(address: str, page: Any) -> None:
    """From where the article stood, if its path leads somewhere else now."""
    redirect = apps.get_model("wagtailredirects", "Redirect")
    old_path = redirect.normalise_path(urlsplit(address).path)
    if old_path != redirect.normalise_path(urlsplit(page.url or "").path):
        redirect.objects.get_or_create(old_path=old_path, site=None, defaults={"redirect_page": page})


def _opening(body: list[tuple[str, Any]]) -> str:
    """Words that stand in for a headline where the source has none."""
    text = plain(next((value for kind, value in body if kind == "paragraph"), ""))
    return text[:UNTITLED] or "…"
