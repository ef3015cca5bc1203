"""HTML that is safe in somebody else's page: an allow-list, with every address absolute."""

import re
from functools import lru_cache

import nh3

from .addresses import OTHER_SCHEMES, WEB_SCHEMES, Base
from .attributes import said


def words(text: str) -> frozenset[str]:
    return frozenset(text.split())


TAGS = words(
    "a abbr address article aside audio b bdi bdo blockquote br caption cite code col colgroup "
    "data dd del details dfn div dl dt em figcaption figure footer h1 h2 h3 h4 h5 h6 header hgroup "
    "hr i img ins kbd li mark ol p picture pre q rp rt ruby s samp section small source span "
    "strong sub summary sup table tbody td tfoot th thead time tr track u ul var video wbr"
)

# Dropped with what is in them: without the element their text would stand there as content.
DROPPED = words(
    "button canvas dialog embed form iframe math nav noscript object script select style svg "
    "template textarea"
)

EVERYWHERE = words(
    "aria-describedby aria-hidden aria-label aria-labelledby class dir id lang role title translate"
)

MEDIA = words("controls height loop muted poster preload src width")

ATTRIBUTES = {
    "*": EVERYWHERE,
    "a": words("download href hreflang rel type"),
    "audio": MEDIA,
    "blockquote": words("cite"),
    "col": words("span"),
    "colgroup": words("span"),
    "data": words("value"),
    "del": words("cite datetime"),
    "details": words("open"),
    # An embed's frame, for receivers that ask their readers for consent first.
    "figure": words("data-newswire-frame data-newswire-frame-size"),
    "img": words("alt decoding height loading sizes src srcset width"),
    "ins": words("cite datetime"),
    "li": words("value"),
    "ol": words("reversed start type"),
    "q": words("cite"),
    "source": words("height media sizes src srcset type width"),
    "td": words("colspan headers rowspan"),
    "th": words("abbr colspan headers rowspan scope"),
    "time": words("datetime"),
    "track": words("default kind label src srclang"),
    "video": MEDIA,
}

SCHEMES = set(WEB_SCHEMES | OTHER_SCHEMES)
ADDRESSES = words("href src poster cite")
# In what nh3 returns: quoted attributes.
LINK_OR_MEDIA = re.compile(r'<(a|img|source)\b((?:[^">]|"[^"]*")*)>')
OF_LINKS = re.compile(r' (?:aria-label(?:ledby)?|download|hreflang|rel|type)="[^"]*"')
CLASS_PREFIX = "newswire-"  # a receiver may style these; the host's own mean nothing elsewhere


def sanitised(html: str, base: Base) -> str:
    """`html` by the allow-list, with addresses resolved against `base`. Unbalanced HTML is balanced."""
    return LINK_OR_MEDIA.sub(_valid, _cleaner(base).clean(html)).strip()


@lru_cache(maxsize=8)  # a page has dozens of texts, and making it takes ten times as long as cleaning one
def _cleaner(base: Base) -> nh3.Cleaner:
    def attribute(tag: str, name: str, value: str) -> str | None:
        if name in ADDRESSES:
            return base.absolute(value) or None
        if name == "srcset":
            return base.srcset(value) or None
        if name == "data-newswire-frame":
            return value if value.startswith("https://") else None
        if name == "class":
            return " ".join(word for word in value.split() if word.startswith(CLASS_PREFIX)) or None
        return said(tag, name, value)

    return nh3.Cleaner(
        tags=TAGS,
        clean_content_tags=DROPPED,
        attributes=ATTRIBUTES,
        attribute_filter=attribute,
        url_schemes=SCHEMES,
        link_rel=None,
    )


def _valid(tag: re.Match[str]) -> str:
    """The tag without what HTML forbids once its address was taken away."""
    name, attributes = tag[1], tag[2]
    if name == "a":
        leads = ' href="' in attributes
        return tag[0] if leads else f"<a{OF_LINKS.sub('', attributes)}>"
    return tag[0] if ' src="' in attributes or ' srcset="' in attributes else ""
