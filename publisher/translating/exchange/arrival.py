"""A file that came back, held against what was exported: whose it is, and what of it can be used."""

from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

import swapper
from django.utils.translation import gettext as _
from wagtail.coreutils import get_supported_content_language_variant
from wagtail.models import Locale

from newswire.publisher.models import ExportedText
from newswire.publisher.translating.labels import label
from newswire.publisher.translating.normal import readable
from newswire.publisher.translating.refusal import Refused
from newswire.publisher.translating.units import Unit

from .coded import Pieces, decoded, lost, storable, untagged
from .sheet import Arrived, Text, from_json


@dataclass(frozen=True)
class Problem:
    """One part of a file that is not used, or not as the source has it."""

    where: str  # as the form calls it
    words: str
    is_used: bool = False


@dataclass(frozen=True)
class Arrival:
    """What a file brings to one version. Nothing is changed yet."""

    digest: str
    source_id: int  # the page that it was translated from
    lang: str
    values: dict[str, str]  # by key, as a page stores them
    problems: tuple[Problem, ...] = ()

    @property
    def is_whole(self) -> bool:
        return all(problem.is_used for problem in self.problems)


def arrival(arrived: Arrived) -> Arrival:
    """Raises Refused where the file is of no page here, or of a language that the site does not have."""
    exported = exported_text(arrived.digest)
    locale = locale_of(arrived.lang)
    origin = origin_of_arrival(exported.page_id)
    if origin.locale_id == locale.pk:
        raise Refused(_("The file is in the language of its source: %(lang)s.") % {"lang": arrived.lang[:40]})
    return match(arrived, exported, origin, locale)


def match(
    arrived: Arrived, exported: ExportedText, origin: Any, locale: Locale, is_part: bool = False
) -> Arrival:
    """Text by text: what can be used, and what is wrong with the rest. `is_part`: more was not asked for."""
    texts = {text.key: text for text in from_json(exported.texts)}
    values: dict[str, str] = {}
    problems = [Problem(_name(texts, type(origin), key), words) for key, words in arrived.damaged.items()]
    for key, pieces in arrived.said.items():
        where = _name(texts, type(origin), key)
        if key not in texts:
            problems.append(Problem(where, _("The page had no such part when it was exported.")))
            continue
        try:
            values[key], missing = _value(texts[key], pieces, arrived.is_tagged)
        except Refused as refused:
            problems.append(Problem(where, str(refused)))
            continue
        if missing:
            words = _("Without %(tags)s of its source.") % {"tags": ", ".join(missing)}
            problems.append(Problem(where, words, is_used=True))
    for key in arrived.unfinished:
        if key in texts:
            problems.append(Problem(_name(texts, type(origin), key), _("Not translated yet.")))
    known = {*arrived.said, *arrived.unfinished, *arrived.damaged}
    gone = [_name(texts, type(origin), key) for key in texts if key not in known and not is_part]
    problems += [Problem(where, _("The file does not have this part any more.")) for where in gone]
    return Arrival(exported.digest, exported.page_id, locale.language_code, values, tuple(problems))


def exported_text(digest: str) -> ExportedText:
    known = ExportedText.objects.filter(digest=digest).first() if digest else None
    if known is None:
        raise Refused(
            _("This file was not exported from this newsroom. Export the page, and translate that file.")
        )
    return known


def locale_of(lang: str) -> Locale:
    """`fr-FR` of a translators' tool is `fr` here, where the site has no other French."""
    if not lang.strip():
        raise Refused(_("The file does not say which language it is in (its target language)."))
    for spelled in (lang.replace("_", "-"), lang.replace("_", "-").lower()):
        with suppress(LookupError, Locale.DoesNotExist):
            return Locale.objects.get(language_code=get_supported_content_language_variant(spelled))
    raise Refused(_("The site has no language “%(lang)s”.") % {"lang": lang[:40]})


def origin_of_arrival(page_id: int) -> Any:
    pages = swapper.load_model("wagtailcore", "Page").objects.select_related("locale")
    page = pages.filter(pk=page_id).first()
    if page is None:
        raise Refused(_("The page that this file was exported from has been deleted."))
    return page.specific


def _value(text: Text, pieces: Pieces, is_tagged: bool) -> tuple[str, list[str]]:
    """As a page stores it, and the elements that it does without."""
    missing: list[str] = []
    if text.is_rich:
        parts = untagged(_joined(pieces)) if is_tagged else pieces
        value, missing = decoded(parts, text.coded[1]), lost(parts, text.coded[1])
    else:
        value = _as_source(_joined(pieces), text.value)
    if _words(text.value, text.is_rich) and not _words(value, text.is_rich):
        raise Refused(_("Not translated yet."))
    if text.longest and len(value) > text.longest:
        words = _("Too long: %(length)s characters, and there is room for %(longest)s.")
        raise Refused(words % {"length": len(value), "longest": text.longest})
    return value, missing


def _words(value: str, is_rich: bool) -> str:
    return readable(value) if is_rich else value.strip()


def _as_source(value: str, source: str) -> str:
    """Without the white space around it that tools add to lay out their XML, unless the source has some."""
    return value.strip() if source == source.strip() else value


def _joined(pieces: Iterable[Any]) -> str:
    words = list(pieces)
    if not all(isinstance(one, str) for one in words):
        raise Refused(_("It has an inline code that its source does not have."))
    return storable("".join(words))


def _name(texts: dict[str, Text], model: type[Any], key: str) -> str:
    text = texts.get(key)
    return label(model, Unit(text.field, text.kind, text.block, "", "")) if text else key[:80]
