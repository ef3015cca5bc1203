"""A source's texts for one language, with what its version says already."""

import hashlib
from typing import Any

import swapper
from django.utils.translation import gettext as _
from wagtail.models import Locale

from newswire.publisher.models import Comparison, ExportedText
from newswire.publisher.translating.canonical import spelled
from newswire.publisher.translating.labels import label
from newswire.publisher.translating.refusal import Refused
from newswire.publisher.translating.source import keep_text, kept_text, origin_of
from newswire.publisher.translating.units import Unit, units

from .coded import Pieces, recoded, storable
from .pairing import Place, pair
from .sheet import Line, Sheet, Text, as_json


class Collecting:
    """Notes every text, and changes none."""

    given = 0

    def __init__(self) -> None:
        self.found: list[tuple[Text, str]] = []

    def __call__(self, place: Place, source: str, version: str) -> str:
        if source.strip():
            text = Text(place.key, source, place.is_rich, place.longest, place.field, place.kind, place.block)
            self.found.append((text, version))
        return version


def collect(page: Any, locale: Locale, with_draft: bool = True) -> Sheet:
    """Of the source of a page's set, and remembers it: a file that comes back is compared with that.

    `with_draft`: what the version's editor has written and not published is told too.

    Raises Refused where the source is in that language itself, or says nothing.
    """
    origin = origin_of(page)
    if origin.locale_id == locale.pk:
        raise Refused(_("“%(title)s” is the source itself.") % {"title": origin.get_admin_display_title()})
    source = text_of(origin)
    version = version_of(origin, locale, with_draft)
    found = Collecting()
    is_alike = version is not None and type(version) is type(source)
    pair(source, version if is_alike else source, found)
    if not found.found:
        raise Refused(_("“%(title)s” has no text.") % {"title": origin.get_admin_display_title()})
    old = _changed_since(version, source)
    lines = tuple(_line(text, said, old, type(source)) for text, said in found.found)
    digest = _remember(origin, [text for text, _said in found.found], units(source))
    return Sheet(
        digest,
        origin.locale.language_code,
        locale.language_code,
        str(source.title),
        lines,
    )


def text_of(page: Any) -> Any:
    """What readers see of a live page; of a draft, what its editor sees. Read anew."""
    return type(page).objects.get(pk=page.pk) if page.live else page.get_latest_revision_as_object()


def version_of(page: Any, locale: Locale, with_draft: bool = True) -> Any:
    """The page of its own that the set has in that language, as its editor opens; None: there is none.

    Without its draft it is what readers see, and None where they see nothing.
    """
    pages = swapper.load_model("wagtailcore", "Page").objects
    found = pages.filter(translation_key=page.translation_key, locale=locale, alias_of__isnull=True).first()
    if found is not None and not with_draft:
        return found.specific if found.live else None
    return found.get_latest_revision_as_object() if found is not None else None


def _line(text: Text, said: str, old: set[str], model: type[Any]) -> Line:
    unit = Unit(text.field, text.kind, text.block, "", "")
    pieces: Pieces = ()
    is_said = bool(said.strip()) and said != text.value
    if is_said:
        pieces = recoded(said, text.coded[1]) if text.is_rich else [storable(said)]
    return Line(text, label(model, unit), pieces, unit.key in old, is_said)


def _changed_since(version: Any, source: Any) -> set[str]:
    """The units that say something else than when the version was compared with its source."""
    comparison = Comparison.objects.filter(page_id=version.pk).first() if version is not None else None
    then = kept_text(comparison.digest) if comparison and comparison.digest else None
    if then is None:
        return set()
    known = {unit.key: unit.hash for unit in then}
    return {unit.key for unit in units(source) if known.get(unit.key) != unit.hash}


def _remember(origin: Any, texts: list[Text], said: list[Unit]) -> str:
    stored = as_json(texts)
    digest = hashlib.sha256(spelled([origin.pk, stored]).encode()).hexdigest()
    known = {"page_id": origin.pk, "source_digest": keep_text(said), "texts": stored}
    ExportedText.objects.get_or_create(digest=digest, defaults=known)
    return digest
