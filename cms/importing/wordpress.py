"""WordPress's export (WXR), read element by element.

Languages and sets of translations are those of Polylang, which exports them as terms, or of WPML, which
adds them to each post's meta fields when it exports.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from urllib.parse import unquote
from xml.etree.ElementTree import Element, ParseError

from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import iterparse

from newswire.cms.articles.reading import plain
from newswire.cms.importing.items import ImportProblem, Item, Picture
from newswire.cms.importing.shortcodes import as_html

CONTENT = "{http://purl.org/rss/1.0/modules/content/}encoded"
CREATOR = "{http://purl.org/dc/elements/1.1/}creator"
WPML_LANGUAGE, WPML_GROUP = "_wpml_import_language_code", "_wpml_import_translation_group"
LIVE, DRAFTS = {"publish"}, {"draft", "pending", "private", "future"}


@dataclass
class Site:
    """What the posts of an export refer to."""

    lang: str = ""
    authors: dict[str, str] = field(default_factory=dict)  # login to name
    attachments: dict[str, Picture] = field(default_factory=dict)  # by number


def read_wordpress(path: Path) -> Iterator[Item]:
    """The posts of an export, drafts too; pages, revisions and what lies in the bin are left out.

    Raises ImportProblem for what is no export, is cut short or tries to harm.
    """
    try:
        site = _site(path)
        for element in _elements(path, "item"):
            if _wp(element, "post_type") == "post" and _wp(element, "status") in LIVE | DRAFTS:
                yield _item(element, site)
    except DefusedXmlException as error:
        raise ImportProblem("The file declares XML entities, which an export has no need of.") from error
    except ParseError as error:
        raise ImportProblem(f"The file is not well-formed: {error}. Export it again.") from error


def _site(path: Path) -> Site:
    site = Site()
    for element in _elements(path, "item", "language", "author"):
        match _name(element):
            case "language":
                site.lang = site.lang or (element.text or "").strip()
            case "author" if login := _wp(element, "author_login"):
                site.authors[login] = plain(_wp(element, "author_display_name")) or login
            case "item" if _wp(element, "post_type") == "attachment":
                site.attachments[_wp(element, "post_id")] = _picture(element)
    return site


def _elements(path: Path, *names: str) -> Iterator[Element]:
    """Each element of these names when it is complete; what has been read is let go."""
    with path.open("rb") as file:
        stack: list[Element] = []
        for event, element in iterparse(file, events=("start", "end"), forbid_dtd=True):
            if event == "start":
                stack.append(element)
                continue
            stack.pop()
            if _name(element) in names and len(stack) == 2:  # rss, channel
                yield element
            if len(stack) == 2:
                stack[-1].clear()


def _item(element: Element, site: Site) -> Item:
    terms = [
        (one.get("domain"), one.get("nicename") or "", plain(one.text or ""))
        for one in element.iter("category")
    ]
    creator, meta = element.findtext(CREATOR, ""), _meta(element)
    named = {domain: nicename for domain, nicename, _ in terms}
    return Item(
        guid=element.findtext("guid", "") or element.findtext("link", ""),
        title=plain(element.findtext("title", "")),
        html=as_html(element.findtext(CONTENT, ""), site.attachments),
        url=element.findtext("link", ""),
        slug=unquote(_wp(element, "post_name")),
        summary=plain(_excerpt(element)),
        published_at=_date(element),
        lang=named.get("language") or meta.get(WPML_LANGUAGE) or site.lang,
        set_name=named.get("post_translations") or _wpml_set(meta),
        is_draft=_wp(element, "status") in DRAFTS,
        authors=[site.authors.get(creator, creator)] if creator else [],
        topics=[name for domain, _, name in terms if name and domain in {"category", "post_tag"}],
        lead=site.attachments.get(meta.get("_thumbnail_id", "")),
        attachments=site.attachments,
    )


def _wpml_set(meta: dict[str, str]) -> str:
    group = meta.get(WPML_GROUP, "")
    return f"wpml {group}" if group else ""


def _picture(element: Element) -> Picture:
    return Picture(
        url=_wp(element, "attachment_url"),
        alt=plain(_meta(element).get("_wp_attachment_image_alt", "")),
        caption=plain(_excerpt(element)),
    )


def _date(element: Element) -> datetime | None:
    """GMT where the export has it; a draft's is all zeros, then there is none."""
    try:
        return datetime.strptime(_wp(element, "post_date_gmt"), "%Y-%m-%d %H:%M:%S").replace(tzinfo=UTC)
    except ValueError:
        return None


def _excerpt(element: Element) -> str:
    return next((one.text or "" for one in element if one.tag.endswith("/excerpt/}encoded")), "")


def _meta(element: Element) -> dict[str, str]:
    found: dict[str, Any] = {}
    for one in element:
        if _name(one) == "postmeta":
            found[_wp(one, "meta_key")] = _wp(one, "meta_value")
    return found


def _wp(element: Element, name: str) -> str:
    """A child in WordPress's namespace, whose address differs with the export's version."""
    return next((child.text or "" for child in element if child.tag.endswith(f"}}{name}")), "").strip()


def _name(element: Element) -> str:
    return str(element.tag).rpartition("}")[2]
