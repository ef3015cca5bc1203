"""Language versions there are language versions here."""

from typing import Any
from uuid import UUID, uuid4

import swapper
from wagtail.log_actions import log

from newswire.publisher.translating import localize
from newswire.publisher.translating.locking import holding
from newswire.publisher.translating.refusal import Refused
from newswire.publisher.translating.relink import followed_by, relink
from newswire.publisher.translating.unlink import UNLINK, following

from .models import IncomingArticle


def key_for(article: IncomingArticle, locale: Any) -> UUID | None:
    """The translation key of a page that is about to be made; None where it begins a set."""
    key = _versions(article).values_list("page__translation_key", flat=True).first()
    return key if key and not _is_taken(key, locale.pk) else None


def link(article: IncomingArticle) -> None:
    """Follows a link, and the end of one, made there after both had come.

    What somebody here linked by hand stays: only a link that came of their set ends with it.
    """
    article.refresh_from_db()
    if article.page is None:
        return
    try:
        _leave(article)
        _join(article)
    except Refused:  # somebody holds one of the pages: the next update links them
        return
    IncomingArticle.objects.filter(pk=article.pk).update(linked_set=article.set_id)


def _leave(article: IncomingArticle) -> None:
    """The pages it was linked with for a set that it is no longer in."""
    page, old = article.page, article.linked_set
    if page is None or old is None or old == article.set_id:
        return
    linked = IncomingArticle.objects.filter(site=article.site, linked_set=old, page__isnull=False)
    others = linked.filter(page__translation_key=page.translation_key).exclude(pk=article.pk)
    if not others.exists():
        return

    def work(held: dict[int, Any]) -> None:
        own = held[page.pk]
        data = {"from": list(others.values_list("page", flat=True)), "key": str(own.translation_key)}
        localize.leave(own)
        relink(dict.fromkeys(following(own, held), uuid4()), held)
        log(own, UNLINK, data=data)
        followed_by(held)

    holding({page.pk}, work)
    page.refresh_from_db(fields=["translation_key"])


def _join(article: IncomingArticle) -> None:
    """A page that somebody here linked elsewhere stays."""
    page, other = article.page, _versions(article).first()
    if page is None or other is None or other.page.translation_key == page.translation_key:
        return
    pages = swapper.load_model("wagtailcore", "Page").objects
    key = other.page.translation_key
    if pages.filter(translation_key=page.translation_key).count() > 1 or _is_taken(key, page.locale_id):
        return

    def work(held: dict[int, Any]) -> None:
        relink({page.pk: key}, held)
        followed_by(held)

    holding({page.pk, other.page.pk}, work)


def _versions(article: IncomingArticle) -> Any:
    """Other articles whose pages here stand for the set, the first to come first."""
    if article.set_id is None:
        return IncomingArticle.objects.none()
    rows = IncomingArticle.objects.filter(site=article.site, linked_set=article.set_id, page__isnull=False)
    return rows.exclude(pk=article.pk).select_related("page").order_by("pk")


def _is_taken(key: UUID, locale_id: int) -> bool:
    pages = swapper.load_model("wagtailcore", "Page").objects
    return bool(pages.filter(translation_key=key, locale_id=locale_id).exists())
