"""What a host's page shows in a frame, as a link: the frame itself is not sent, and may not vanish unsaid."""

from typing import Any
from urllib.parse import urlsplit

import lxml.html
from django.apps import apps
from lxml.html import HtmlElement, builder

from .addresses import WEB_SCHEMES
from .characters import allowed

# A figure in one of these would end it.
NO_FIGURE = ("p", "h1", "h2", "h3", "h4", "h5", "h6")


def linked(root: HtmlElement) -> None:
    """Changes the tree: what an embed block of ours says stands in place of each frame.

    One query for each frame where the project has `wagtail.embeds`; none on a page without frames.
    """
    for frame in list(root.iter("iframe")):
        address = frame.get("src", "").strip()
        if _leads_somewhere(address) and not _is_hidden(frame):
            link = _link(frame, address)
            link.tail = frame.tail
            frame.getparent().replace(frame, link)


def _leads_somewhere(address: str) -> bool:
    try:
        parts = urlsplit(address)
    except ValueError:
        return False
    return bool(parts.netloc or parts.path) and (not parts.scheme or parts.scheme in WEB_SCHEMES)


def _is_hidden(frame: HtmlElement) -> bool:
    """Nobody composed these: they count visitors."""
    style = frame.get("style", "").replace(" ", "").lower()
    small = {frame.get("width"), frame.get("height")} & {"0", "1"}
    return bool("hidden" in frame.attrib or small or "display:none" in style or "visibility:hidden" in style)


def _link(frame: HtmlElement, address: str) -> HtmlElement:
    record = _record(address)
    url = record.url if record else address
    title = (record.title if record else "") or frame.get("title", "").strip() or url
    link = builder.A(allowed(title), href=allowed(url), rel="external")
    if next(frame.iterancestors(*NO_FIGURE), None) is not None:
        return link
    figure = builder.FIGURE(link)
    figure.set("class", "newswire-embed")
    if address.startswith("https://"):
        figure.set("data-newswire-frame", address)
    return figure


def _record(address: str) -> Any | None:
    """Of the embed that this frame was made of: the address that the editor gave, and its title."""
    if not apps.is_installed("wagtail.embeds") or not urlsplit(address).netloc:
        return None
    from wagtail.embeds.models import Embed

    # In the markup "&" is written "&amp;": what comes before the parameters is looked for, and then compared.
    found = Embed.objects.filter(html__contains=address.partition("?")[0]).order_by("pk")
    return next((one for one in found if address in _addresses(one.html)), None)


def _addresses(html: str) -> list[str]:
    frames = lxml.html.fragment_fromstring(html, create_parent="div").iter("iframe")
    return [frame.get("src", "").strip() for frame in frames]
