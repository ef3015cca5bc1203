"""Pages that may differ from what was announced of them: the database compares, and names few of very many.

Who differs is named, without exception. Who is named is looked at by `compare.difference`, which decides.
"""

import swapper
from django.db.models import Exists, F, OuterRef, Q, QuerySet

from newswire.publisher.models import HELD, Publication
from newswire.publisher.observed import Circumstances

MOST = 1000  # at a time: as many as are worth it to be read

# A page's columns, and the publication's that say the same.
SAME = {
    "title": "title",
    "url_path": "url_path",
    "path": "tree_path",
    "locale_id": "locale_id",
    "locale__language_code": "lang",
    "translation_key": "set_key",
}


def first(after: int, upto: int, recorded_to: int | None) -> tuple[list[int], int]:
    """The ids of the first suspects after a page id and up to another; and up to which these are all."""
    now = Circumstances.now()
    found = list(_not_as_announced(now, after, upto)[:MOST])
    upto = found[-1] if len(found) == MOST else upto
    more = list(_not_announced(now, after, upto, recorded_to)[:MOST])
    upto = more[-1] if len(more) == MOST else upto
    return sorted(pk for pk in {*found, *more} if pk <= upto), upto


def _not_as_announced(now: Circumstances, after: int, upto: int) -> QuerySet[Publication, int]:
    """Said to be live, and the page does not bear it out. All that are under embargo, too: they are few."""
    bearing_out = _pages(after, upto).filter(
        now.shown(),
        now.on_site(OuterRef("site_fingerprint")),
        pk=OuterRef("page_id"),
        **{name: OuterRef(said) for name, said in SAME.items()},
    )
    # "At most", and it is never more: PostgreSQL takes "=" for one row in 200.
    settled = _publications(after, upto).filter(generation__lte=F("settled"))
    said = settled.filter(state__in=HELD)
    return said.exclude(Exists(bearing_out)).order_by("page_id").values_list("page_id", flat=True)


def _not_announced(now: Circumstances, after: int, upto: int, recorded_to: int | None) -> QuerySet:
    """Public, and neither said to be live nor for dispatch to say, nor taken down for good."""
    of_page = _publications(after, upto).filter(page_id=OuterRef("pk"))
    accounting = of_page.filter(
        Q(state=Publication.State.LIVE) | Q(reason="taken_down") | Q(generation__gt=F("settled"))
    )
    found = _pages(after, upto).filter(now.shown(), now.on_a_site()).exclude(Exists(accounting))
    if recorded_to is not None:
        found = found.filter(Q(pk__lte=recorded_to) | Exists(of_page))
    return found.order_by("pk").values_list("pk", flat=True)


def _pages(after: int, upto: int) -> QuerySet:
    return swapper.load_model("wagtailcore", "Page").objects.filter(pk__gt=after, pk__lte=upto)


def _publications(after: int, upto: int) -> QuerySet[Publication]:
    return Publication.objects.filter(page_id__gt=after, page_id__lte=upto)
