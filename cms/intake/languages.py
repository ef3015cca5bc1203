"""Language versions there are language versions here."""

from typing import Any
from uuid import UUID

import swapper

from newswire.publisher.translating.locking import holding
from newswire.publisher.translating.refusal import Refused
from newswire.publisher.translating.relink import followed_by, relink

from .models import IncomingArticle


def key_for(article: IncomingArticle, locale: Any) -> UUID | None:
    """The translation key of a page that is about to be made; None where it begins a set."""
    key = _versions(article).values_list("page__translation_key", flat=True).first()
    return key if key and not _is_taken(key, locale.pk) else None


def link(article: IncomingArticle) -> None:
    """Where they were linked there after both had come. A page that somebody here linked elsewhere stays."""
    article.refresh_from_db()
    other = _versions(article).first()
    page = article.page
    if page is None or other is None or other.page.translation_key == page.translation_key:
        return
    pages = swapper.load_model("wagtailcore", "Page").objects
    key = other.page.translation_key
    if pages.filter(translation_key=page.translation_key).count() > 1 or _is_taken(key, page.locale_id):
        return

    def work(held: dict[int, Any]) -> None:
        relink({page.pk: key}, held)
        followed_by(held)

    try:
        holding({page.pk, other.page.pk}, work)
    except Refused:  # somebody holds one of them: the next update links them
        return


def _versions(article: IncomingArticle) -> Any:
    """Other articles of the set that are pages here, the first to come first."""
    if article.set_id is None:
        return IncomingArticle.objects.none()
    rows = IncomingArticle.objects.filter(site=article.site, set_id=article.set_id, page__isnull=False)
    return rows.exclude(pk=article.pk).select_related("page").order_by("pk")


def _is_taken(key: UUID, locale_id: int) -> bool:
    pages = swapper.load_model("wagtailcore", "Page").objects
    return bool(pages.filter(translation_key=key, locale_id=locale_id).exists())
