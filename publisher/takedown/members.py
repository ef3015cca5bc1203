"""What a takedown is about: pages, their publications, and what sites hold of them."""

from typing import TypeAlias
from uuid import UUID

import swapper
from django.db.models import Exists, OuterRef, Q, QuerySet
from wagtail.models import AbstractPage

from newswire.publisher.models import Channel, Copy, Publication

What: TypeAlias = AbstractPage | UUID  # a page, or the key of a language set: Wagtail's translation_key


def pages_of(what: What) -> QuerySet:
    """The language versions, live or not. An alias goes with what it copies."""
    pages = swapper.load_model("wagtailcore", "Page").objects
    return pages.filter(translation_key=_key(what), alias_of=None, depth__gt=1).order_by("pk")


def publications_of(what: What) -> QuerySet[Publication]:
    """Of deleted versions too. A page that left the set is no version, whatever was announced of it."""
    page = swapper.load_model("wagtailcore", "Page").objects.filter(pk=OuterRef("page_id"))
    deleted = Q(~Exists(page), set_key=_key(what))
    return Publication.objects.filter(deleted | Q(page_id__in=pages_of(what).order_by().values("pk")))


def copies_of(publications: QuerySet[Publication]) -> QuerySet[Copy]:
    """What is waited for: everything that was not confirmed to be gone."""
    gone = Publication.State.GONE
    return Copy.objects.filter(publication__in=publications).exclude(announced_state=gone, state=gone)


def holders(what: What) -> list[Channel]:
    """The sites that a takedown would reach, by name."""
    copies = copies_of(publications_of(what))
    return list(Channel.objects.filter(pk__in=copies.values("channel")).order_by("name"))


def _key(what: What) -> UUID:
    if isinstance(what, UUID):
        return what
    key: UUID = (what.alias_of or what).translation_key
    return key
