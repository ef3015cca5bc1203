import logging
from collections.abc import Callable, Iterable, Iterator
from typing import Any, NamedTuple

from django.utils.translation import gettext as _

from newswire.publisher import seams

from . import references, versions

logger = logging.getLogger(__name__)

DOCS = "page-types.md"


class Finding(NamedTuple):
    """What should be looked at, in a sentence; `href` leads to its field, or to another page's form."""

    words: str
    href: str


Examine = Callable[[Any], Iterable[tuple[str, str]]]

_by_model: dict[type, list[Examine]] = {}


def examines(*models: type) -> Callable[[Examine], Examine]:
    """Registers the decorated function for these page models and what inherits from them."""
    seams.check_models(models, DOCS)

    def register(function: Examine) -> Examine:
        seams.check_call(function, ("page",), DOCS)
        for model in models:
            _by_model.setdefault(model, []).append(function)
        return function

    return register


def examine(page: Any) -> list[Finding]:
    """`page`: specific, as it was saved last. What an app's own function raises hides only its own."""
    own = [one for model in type(page).__mro__ for one in _by_model.get(model, ())]
    return [found for one in (*own, references.findings, versions.findings) for found in _of(one, page)]


def _of(function: Examine, page: Any) -> Iterator[Finding]:
    try:
        yield from [Finding(str(words), href) for words, href in function(page)]
    except Exception:
        logger.exception("Page %s cannot be examined by %r", page.pk, function)
        yield Finding(_("A part of this page could not be examined: tell your administrator."), "#")
