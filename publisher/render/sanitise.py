"""HTML that is safe in somebody else's page: an allow-list, with every address absolute."""

import re

import nh3

from .addresses import OTHER_SCHEMES, WEB_SCHEMES, Base


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


TAGS = _words(
    "a abbr address article aside audio b bdi bdo blockquote br caption cite code col colgroup "
    "data dd del details dfn div dl dt em figcaption figure footer h1 h2 h3 h4 h5 h6 header hgroup "
    "hr i img ins kbd li mark ol p picture pre q rp rt ruby s samp section small source span "
    "strong sub summary sup table tbody td tfoot th thead time tr track u ul var video wbr"
)

# Dropped with what is in them: without the element their text would stand there as content.
DROPPED = _words(
    "button canvas dialog embed form iframe math nav noscript object script select style svg "
    "template textarea"
)

EVERYWHERE = _words(
    "aria-describedby aria-hidden aria-label aria-labelledby class dir id lang role title translate"
)

MEDIA = _words("controls height loop muted poster preload src width")

ATTRIBUTES = {
    "*": EVERYWHERE,
    "a": _words("download href hreflang rel type"),
    "audio": MEDIA,
    "blockquote": _words("cite"),
    "col": _words("span"),
    "colgroup": _words("span"),
    "data": _words("value"),
    "del": _words("cite datetime"),
    "details": _words("open"),
    # An embed's frame, for receivers that ask their readers for consent first.
    "figure": _words("data-newswire-frame data-newswire-frame-size"),
    "img": _words("alt decoding height loading sizes src srcset width"),
    "ins": _words("cite datetime"),
    "li": _words("value"),
    "ol": _words("reversed start type"),
    "q": _words("cite"),
    "source": _words("height media sizes src srcset type width"),
    "td": _words("colspan headers rowspan"),
    "th": _words("abbr colspan headers rowspan scope"),
    "time": _words("datetime"),
    "track": _words("default kind label src srclang"),
    "video": MEDIA,
}

SCHEMES = set(WEB_SCHEMES | OTHER_SCHEMES)
ADDRESSES = _words("href src poster cite")
# In what nh3 returns: quoted attributes.
LINK_OR_MEDIA = re.compile(r'<(a|img|source)\b((?:[^">]|"[^"]*")*)>')
OF_LINKS = re.compile(r' (?:aria-label(?:ledby)?|download|hreflang|rel|type)="[^"]*"')
CLASS_PREFIX = "newswire-"  # a receiver may style these; the host's own mean nothing elsewhere


def sanitised(html: str, base: Base) -> str:
    """`html` by the allow-list, with addresses resolved against `base`. Unbalanced HTML is balanced."""

    def attribute(tag: str, name: str, value: str) -> str | None:
        if name in ADDRESSES:
            return base.absolute(value) or None
        if name == "srcset":
            return base.srcset(value) or None
        if name == "data-newswire-frame":
            return value if value.startswith("https://") else None
        if name == "class":
            return " ".join(word for word in value.split() if word.startswith(CLASS_PREFIX)) or None
        return value

    clean = nh3.clean(
        html,
        tags=TAGS,
        clean_content_tags=DROPPED,
        attributes=ATTRIBUTES,
        attribute_filter=attribute,
        url_schemes=SCHEMES,
        link_rel=None,
    )
    return LINK_OR_MEDIA.sub(_valid, clean).strip()


def _valid(tag: re.Match[str]) -> str:
    """The tag without what HTML forbids once its address was taken away."""
    name, attributes = tag[1], tag[2]
    if name == "a":
        leads = ' href="' in attributes
        return tag[0] if leads else f"<a{OF_LINKS.sub('', attributes)}>"
    return tag[0] if ' src="' in attributes or ' srcset="' in attributes else ""
