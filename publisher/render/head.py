"""What a receiver puts into its page's <head>."""

import json
from collections.abc import Mapping, Sequence
from typing import Any

from django.template.loader import render_to_string
from django.utils.safestring import SafeString, mark_safe

from .json_ld import json_ld
from .open_graph import open_graph

# Within <script> these could end it, or begin a comment; JSON may write any character by its number.
ESCAPES = {ord(character): f"\\u{ord(character):04x}" for character in "<>&\u2028\u2029"}


def head(
    data: Mapping[str, Any], hreflang: Sequence[Mapping[str, str]], source_lang: str = ""
) -> dict[str, Any]:
    """`head` of a document that has all but that. `source_lang`: of the version that others translate."""
    return {
        "canonical": data["url"],
        "hreflang": list(hreflang),
        "og": open_graph(data),
        "jsonld": json_ld(data, source_lang),
    }


def dated(jsonld: Mapping[str, Any], modified_at: str) -> dict[str, Any]:
    """The same with its date of modification, which only the announcement knows."""
    return {**jsonld, "dateModified": modified_at}


def printed(head: Mapping[str, Any]) -> SafeString:
    """The elements of a `head` as HTML, by the template `newswire_publisher/profile/head.html`."""
    og = [(name, one) for name, value in head["og"].items() for one in _each(value)]
    context = {**head, "og": og, "script": script(head["jsonld"])}
    return render_to_string("newswire_publisher/profile/head.html", context)


def script(jsonld: Mapping[str, Any]) -> SafeString:
    """JSON-LD as it may stand in a <script>."""
    return mark_safe(json.dumps(jsonld, ensure_ascii=False).translate(ESCAPES))  # noqa: S308  # see ESCAPES


def _each(value: Any) -> Sequence[Any]:
    return value if isinstance(value, list) else [value]
