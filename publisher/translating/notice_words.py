"""What a translator's mail says, in the language that is active."""

from collections.abc import Sequence
from typing import TYPE_CHECKING
from urllib.parse import urljoin

from django.urls import NoReverseMatch, reverse
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _
from wagtail.admin.utils import get_admin_base_url

from newswire.publisher.languages.names import language_name

if TYPE_CHECKING:
    from .notices import Changed


def subject(news: Sequence["Changed"]) -> str:
    """In one line: a line break in a headline must not become a header."""
    if len(news) == 1:
        return " ".join((_("“%(title)s” has changed") % {"title": news[0].source.title}).split())
    words = ngettext(
        "%(count)d source of yours has changed", "%(count)d sources of yours have changed", len(news)
    )
    return words % {"count": len(news)}


def body(news: Sequence["Changed"]) -> str:
    """Plain text."""
    intro = _("What you translated says something else in its source now:")
    end = _("You asked for these mails. To end them, open the desk:")
    return "\n\n".join([intro, *map(_paragraph, news), f"{end}\n{_address('desk')}"]) + "\n"


def _paragraph(one: "Changed") -> str:
    language = language_name(one.lang, get_language() or "en")
    return f"{one.source.title} ({language})\n{_address('compare', one.page_id)}"


def _address(name: str, *args: int) -> str:
    base = get_admin_base_url() or ""
    try:
        return urljoin(base, reverse(f"newswire_languages:{name}", args=args))
    except NoReverseMatch:  # a worker of a project that serves Wagtail's admin elsewhere
        return base
