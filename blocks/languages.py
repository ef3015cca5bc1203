"""Names and writing directions of languages, by CLDR (through Babel).

Codes are Django's (`fr`, `pt-br`, `zh-hans`, `sr-latn`); upper case and underscores are understood
too. A code that CLDR does not know is its own name and is written from left to right.
"""

from functools import lru_cache
from typing import Any, Literal

from babel import Locale
from babel.core import UnknownLocaleError, get_global
from django.conf.locale import LANG_INFO
from django.utils.translation import get_language, gettext
from wagtail.coreutils import get_content_languages

RTL_SCRIPTS = frozenset({"Adlm", "Arab", "Hebr", "Nkoo", "Rohg", "Syrc", "Thaa"})


def _locale(lang: str) -> Locale | None:
    try:
        return Locale.parse(lang.replace("_", "-"), sep="-")
    except (UnknownLocaleError, ValueError):
        return None


def _first_upper(name: str) -> str:
    return name[:1].title() + name[1:]  # Georgian begins no word with a capital


@lru_cache(maxsize=4096)
def language_name(lang: str, in_language: str) -> str:
    """The name of `lang` as a reader of `in_language` writes it within a sentence ("anglais")."""
    named, reader = _locale(lang), _locale(in_language) or Locale("en")
    if named is None:
        return lang
    return str(reader.languages.get(str(named)) or named.get_display_name(reader) or lang)


@lru_cache(maxsize=1024)
def native_name(lang: str) -> str:
    """The name of `lang` in itself, with a capital, as in a list of languages ("Français")."""
    named = _locale(lang)
    return _first_upper(language_name(lang, str(named).replace("_", "-"))) if named else lang


@lru_cache(maxsize=1024)
def direction(lang: str) -> Literal["ltr", "rtl"]:
    """The writing direction of `lang`: that of its script, else of its likely script (CLDR)."""
    language, *subtags = lang.replace("_", "-").split("-")
    script = next((tag.title() for tag in subtags if len(tag) == 4), None)
    if script is None:
        likely = get_global("likely_subtags").get(language.lower(), "")
        script = next((tag for tag in likely.split("_") if len(tag) == 4), "")
    return "rtl" if script in RTL_SCRIPTS else "ltr"


def language_choices() -> list[Any]:
    """Choices of a language field: the site's own languages, then all that Django knows.

    Handed to `ChoiceBlock` uncalled, so that no setting ever reaches a migration.
    """
    own = list(get_content_languages())
    others = [code for code, info in LANG_INFO.items() if "bidi" in info and code not in own]
    labelled = sorted(((code, _label(code)) for code in others), key=lambda choice: choice[1])
    return [
        (gettext("Languages of this site"), [(code, _label(code)) for code in own]),
        (gettext("Other languages"), labelled),
    ]


def _label(lang: str) -> str:
    name, native = _first_upper(language_name(lang, get_language() or "en")), native_name(lang)
    return name if name == native else f"{name} ({native})"
