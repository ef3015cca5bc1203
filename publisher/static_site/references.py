"""What static pages name, asked from both sides."""

from collections import defaultdict
from collections.abc import Collection, Iterable
from uuid import UUID

from django.db.models import Exists, OuterRef, Q, QuerySet, Value
from django.db.models.functions import Concat

from newswire.publisher.models import StaticFile, StaticPage, StaticReference
from newswire.publisher.models.static_site import INDEX

from .files import parts


def refer(page: StaticPage, names: set[str], pictures: bool) -> None:
    """The page names these and no others: pictures by their paths, or publications by their uuids."""
    are_pictures = Q(name__contains="/")
    mine = page.references.filter(are_pictures if pictures else ~are_pictures)
    before = set(mine.values_list("name", flat=True))
    for part in parts(before - names):
        mine.filter(name__in=part).delete()
    StaticReference.objects.bulk_create(
        StaticReference(page=page, channel_id=page.channel_id, name=name) for name in sorted(names - before)
    )


def shown(channel_id: int) -> QuerySet[StaticPage]:
    """The pages whose file stands where they should be: only these may be linked to."""
    standing = StaticFile.objects.filter(
        page=OuterRef("pk"), kind=StaticFile.Kind.PAGE, path=Concat(OuterRef("path"), Value(INDEX))
    ).exclude(digest="")
    return StaticPage.objects.filter(Exists(standing), channel=channel_id, path__isnull=False)


def targets(pages: Iterable[StaticPage]) -> dict[int, list[str]]:
    """The publications that each page names, by the page's number."""
    found: dict[int, list[str]] = defaultdict(list)
    for part in parts([page.pk for page in pages]):
        rows = StaticReference.objects.filter(page__in=part).exclude(name__contains="/")
        for page_id, name in rows.values_list("page", "name"):
            found[page_id].append(name)
    return found


def paths(channel_id: int, publications: Collection[str]) -> dict[str, str]:
    """The folders of those of these publications that are shown."""
    found: dict[str, str] = {}
    for part in parts(sorted(publications)):
        rows = shown(channel_id).filter(publication__in=part).values_list("publication", "path")
        found |= {str(publication): path for publication, path in rows if path}
    return found


def naming(channel_id: int, publications: Collection[UUID]) -> list[int]:
    """The numbers of live pages that name any of these publications."""
    found: set[int] = set()
    for part in parts([str(one) for one in publications]):
        rows = StaticReference.objects.filter(channel=channel_id, name__in=part, page__path__isnull=False)
        found |= set(rows.values_list("page", flat=True))
    return sorted(found)


def unnamed_pictures(channel_id: int, among: Collection[str] | None = None) -> list[StaticFile]:
    """Pictures that no page names any more; of `among` alone, where that is given."""
    named = StaticReference.objects.filter(channel=channel_id, name=OuterRef("path"))
    found = StaticFile.objects.filter(~Exists(named), channel=channel_id, kind=StaticFile.Kind.PICTURE)
    if among is None:
        return list(found)
    return [row for part in parts(among) for row in found.filter(path__in=part)]
