"""The document of a page type that registered no function: what its own template shows."""

from typing import Any

import lxml.html
from django.http import HttpRequest, HttpResponseBase
from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop
from lxml import etree

from newswire.publisher.content import Document

from .errors import RenderError
from .frames import linked
from .nesting import mended
from .serving import serve

# Kept with the page as they are, and translated where they are shown.
NO_HTML = gettext_noop("is not HTML: it is sent without a body")
EMPTY = gettext_noop("is empty: it is sent without a body")
NO_MAIN = gettext_noop("has neither <main> nor <article>: it is sent without a body")


def served(page: Any, request: HttpRequest) -> Document:
    """Title, address and the `<main>` (else `<article>`) of the page as its site serves it.

    With neither there is no html, and a warning to the operator. Raises RenderError unless the
    answer is a 200.
    """
    html, warning = _content(_answer(page, request))
    return Document(
        type=page._meta.label_lower,
        title=page.title,
        html=html,
        structured=False,
        summary=page.search_description or "",
        warnings=(warning,) if warning else (),
    )


def _answer(page: Any, request: HttpRequest) -> Any:
    response = serve(page, request)
    if not isinstance(response, HttpResponseBase):
        raise RenderError(_("The page answers with no page (%(kind)s)."), kind=type(response).__name__)
    render = getattr(response, "render", None)
    if render and not getattr(response, "is_rendered", True):
        response = render()
    if 300 <= response.status_code < 400:
        raise RenderError(
            _("The page only leads to another address (%(target)s): there is nothing of its own to send."),
            target=response.get("Location", ""),
        )
    if response.status_code != 200:
        raise RenderError(_("The page answers with an error (%(status)s)."), status=response.status_code)
    return response


def _content(response: Any) -> tuple[str, str]:
    """(html, warning)"""
    if "html" not in response.get("Content-Type", ""):
        return "", NO_HTML
    body = b"".join(response) if response.streaming else response.content
    charset = getattr(response, "charset", None) or "utf-8"
    text = body.decode(charset, errors="replace")
    if not text.strip():
        return "", EMPTY
    # Else what lies deeper than 255 elements, and all that follows it, is left out without a word.
    root = lxml.html.document_fromstring(text, parser=lxml.html.HTMLParser(huge_tree=True))
    found = next((element for tag in ("main", "article") for element in root.iter(tag)), None)
    if found is None:
        return "", NO_MAIN
    linked(found)
    mended(found)
    return etree.tostring(found, method="html", encoding="unicode", with_tail=False), ""
