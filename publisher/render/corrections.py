"""What was corrected, as HTML: for pages that do not say so themselves."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from django.utils import translation
from django.utils.formats import date_format
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _


def section(corrections: Sequence[Mapping[str, str]], lang: str) -> SafeString:
    """A section for the end of the page's html, in its language; empty where there is none."""
    if not corrections:
        return SafeString("")
    with translation.override(lang or None):
        items = format_html_join(
            "",
            '<li><time datetime="{}">{}</time> {}</li>',
            ((one["at"], _date(one["at"]), one["note"]) for one in corrections),
        )
        whole = '<section class="corrections"><h2>{}</h2><ul>{}</ul></section>'
        return format_html(whole, _("Corrections"), items)


def _date(at: str) -> str:
    return date_format(datetime.fromisoformat(at), "DATE_FORMAT")
