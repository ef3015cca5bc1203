"""The words around what was sent: in the page's language where we have them, else marked as another's."""

from collections.abc import Mapping
from typing import Any

from django.template.loader import render_to_string
from django.utils import translation
from django.utils.translation import gettext

from newswire.publisher.languages import direction

from .site import STYLESHEET, Site

HTML = "text/html; charset=utf-8"


def written(site: Site, template: str, lang: str, context: Mapping[str, Any]) -> bytes:
    """By `newswire_publisher/storage/<template>`, in this language."""
    with translation.override(lang or None):
        words = gettext("en")  # a catalogue names its own language
        around = {
            "site": site,
            "site_title": site.title(lang),
            "lang": lang,
            "dir": direction(lang),
            "words": words,
            "words_dir": direction(words),
            "home": site.address(f"{lang.lower()}/") if lang else site.base,
            "stylesheet": site.address(STYLESHEET),
        }
        return render_to_string(f"newswire_publisher/storage/{template}", {**around, **context}).encode()
