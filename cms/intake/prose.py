"""The other newsroom's HTML, without what this site says itself: headline, credits, related news, foot."""

from typing import Any

from lxml import html as lxml_html
from lxml.builder import E
from lxml.etree import ParserError

from newswire.cms.importing.pictures import Pictures
from newswire.cms.importing.prose import Block, Prose

from .models import IncomingArticle
from .pictures import is_lead, picture_of

OWN_WORDS = (
    "header",
    "footer",
    "*[contains(@class, 'newswire-photo-credit')]",
    "*[contains(@class, 'newswire-credit')]",
    "*[contains(@class, 'newswire-related')]",
    "*[contains(@class, 'newswire-corrections')]",
)


def blocks_of(article: IncomingArticle, pictures: Pictures) -> list[Block]:
    """Pictures are fetched on the way. The lead picture stands in a field of its own, not in the text."""
    data = article.data
    html = data.get("html") if isinstance(data.get("html"), str) else ""

    def place(element: Any, caption: str) -> dict[str, Any] | None:
        picture = picture_of(element, data, caption)
        return pictures.placed(picture) if picture else None

    return Prose(place, lambda url: _page_at(article, url), article.url).blocks(_bare(html, data))


def _bare(html: str, data: dict[str, Any]) -> str:
    try:
        root = lxml_html.fragment_fromstring(html, create_parent="div")
    except ParserError:
        return ""
    own_words = root.xpath(" | ".join(f".//{one}" for one in OWN_WORDS))
    for element in [*own_words, *_lead(root, data)]:
        if element.getparent() is not None:
            element.drop_tree()
    for figure in root.xpath(".//figure[contains(@class, 'newswire-embed')]"):
        link = next(figure.iter("a"), None)
        if link is not None:
            title = "".join(link.xpath(".//*[contains(@class, 'embed-title')]/text()")).strip()
            figure.getparent().replace(figure, E.iframe(src=link.get("href", ""), title=title))
    for quote in root.xpath(".//figure[contains(@class, 'newswire-quote')]"):
        names, said = quote.xpath(".//*[contains(@class, 'quote-name')]/text()"), quote.find("blockquote")
        if said is not None:
            said.append(E.cite(" ".join(names)))
            quote.getparent().replace(quote, said)
    return str(lxml_html.tostring(root, encoding="unicode"))


def _lead(root: Any, data: dict[str, Any]) -> list[Any]:
    """The figure that opens the text, where it is the lead picture."""
    first = root.xpath(".//figure[contains(@class, 'newswire-image')]")[:1]
    return [figure for figure in first if any(is_lead(one, data) for one in figure.iter("img"))]


def _page_at(article: IncomingArticle, url: str) -> int | None:
    """This site's page of another article of theirs."""
    rows = IncomingArticle.objects.filter(site=article.site, url=url, page__live=True)
    return rows.values_list("page_id", flat=True).first()
