"""An article as an HTML page of its own, by the templates `newswire_publisher/profile/*.html`."""

from collections.abc import Iterator, Mapping, Sequence
from html import escape
from typing import Any, ClassVar

from django.template.loader import render_to_string
from django.utils import translation
from django.utils.safestring import mark_safe
from django.utils.translation import gettext_lazy as _

from newswire.publisher.render.head import printed
from newswire.publisher.render.lead import best

from .base import Envelope, Unsayable

WHOLE = "<article"  # such a body brings headline, pictures and links itself


class Html:
    """HTML in UTF-8 that needs nothing beside it: addresses absolute, no scripts, no styles.

    A host overrides the templates as it does Wagtail's own. They are given `data`, whole, and must say
    the same for the same input.
    """

    name: ClassVar[str] = "html"
    content_type: ClassVar[str] = "text/html; charset=utf-8"

    def wrap(self, envelope: Envelope, data: Mapping[str, Any]) -> bytes:
        template, context = page_of(envelope, data)
        with translation.override(data["lang"] or None):
            return render_to_string(template, context).encode()


def page_of(envelope: Envelope, data: Mapping[str, Any]) -> tuple[str, dict[str, Any]]:
    """The page's template and its context. Raises Unsayable."""
    template = _template(data)
    context = article(data) if template == "article" else {}
    return f"newswire_publisher/profile/{template}.html", {"envelope": envelope, "data": data, **context}


def _template(data: Mapping[str, Any]) -> str:
    if data["state"] == "gone":
        return "gone"
    if not data["title"].strip():
        raise Unsayable("title", _("An HTML page needs a title."))
    return "article" if "html" in data else "notice"


def article(data: Mapping[str, Any]) -> dict[str, Any]:
    """What the templates of an article are given beside `data`."""
    html = data["html"]
    return {
        "html": mark_safe(html),  # noqa: S308  # by the allow-list of render.sanitise
        "head": printed(data["head"]),
        "is_whole": html.lstrip().startswith(WHOLE),
        "has_heading": "<h1" in html,
        "pictures": list(_pictures(data)),
    }


def _pictures(data: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    """Those that the html does not show itself, each with the file to show and the choice of its sizes."""
    for image in data["images"]:
        files = image["renditions"]
        if (src := best(files)) and not any(escape(file["url"]) in data["html"] for file in files):
            yield {**image, "src": src, "srcset": _srcset(files, src)}


def _srcset(files: Sequence[Mapping[str, Any]], src: Mapping[str, Any]) -> str:
    """The sizes of one shape: a crop shows something else than the whole picture."""
    shape = src["width"] / src["height"] if src["height"] else 0
    alike = [one for one in files if one["height"] and abs(one["width"] / one["height"] - shape) < 0.02]
    widths = {one["width"]: one["url"] for one in alike}
    return ", ".join(f"{widths[width]} {width}w" for width in sorted(widths)) if len(widths) > 1 else ""
