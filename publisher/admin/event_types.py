"""Which changes a channel asks for, as its form offers them. The rule is `dispatch.match.gets`.

What takes a page away is offered nowhere: a channel gets it in any case.
"""

from collections.abc import Iterable

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from newswire.publisher.dispatch.types import event_type

LABELS: dict[str, Promise] = {
    "published": _("When it is published for the first time"),
    "updated": _("When it is updated"),
    "corrected": _("When it is corrected"),
    "moved": _("When its address changes"),
    "restored": _("When it is back after having been taken off"),
}
DOCUMENTS = ("article", "page")


def choices() -> list[tuple[str, Promise]]:
    return list(LABELS.items())


def types(names: Iterable[str]) -> list[str]:
    """ "article.updated" and "page.updated" of each; all of them is stored as none, which is everything."""
    ticked = list(names)
    if len(ticked) == len(LABELS):
        return []
    return [event_type(document, name) for name in ticked for document in DOCUMENTS]


def names(types: Iterable[str]) -> list[str]:
    asked = {one.rpartition(".")[2] for one in types}
    return [name for name in LABELS if name in asked]
