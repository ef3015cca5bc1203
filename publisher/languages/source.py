"""Which language the others come from, as receivers are told; `translating` decides and this reads."""

from uuid import UUID

import swapper

from newswire.publisher.models import LiveText


def source_language(key: UUID) -> str:
    """The language that the others of a set are translated from: the chosen one, else the first published.

    Empty while nothing of the set is live. At most two queries.
    """
    pages = swapper.load_model("wagtailcore", "Page").objects.filter(live=True, alias_of__isnull=True)
    chosen = LiveText.objects.filter(set_key=key, is_source=True).values("page_id")
    of_set = pages.filter(translation_key=key).order_by("first_published_at", "pk")
    langs = of_set.values_list("locale__language_code", flat=True)
    return langs.filter(pk__in=chosen).first() or langs.first() or ""
