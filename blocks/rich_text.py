"""Rich texts of a whole body, expanded together.

Wagtail looks up the targets of links for each rich text alone. Its rewriters replace tag by tag,
so texts joined by a mark that no text can hold come back unharmed.
"""

from collections.abc import Iterable

from wagtail.rich_text import features
from wagtail.rich_text.rewriters import EmbedRewriter, LinkRewriter, MultiRuleRewriter

MARK = "\x1e\x1e"


def expand_all(sources: Iterable[str]) -> dict[str, str]:
    """Stored rich text to HTML with real addresses, for the active language."""
    unique = list(dict.fromkeys(source for source in sources if source))
    if not unique:
        return {}
    joined = MARK.join(source.replace(MARK, "") for source in unique)
    return dict(zip(unique, _rewriter()(joined).split(MARK), strict=True))


def _rewriter() -> MultiRuleRewriter:
    """Wagtail's, with the handlers of the site; only its own page links give way to `PageLinks`."""
    # Bodies are declared while models load, when Wagtail's page links cannot be imported yet.
    from wagtail.rich_text.pages import PageLinkHandler

    from newswire.blocks.page_links import PageLinks

    links, embeds = dict(features.get_link_types()), features.get_embed_types()
    if links.get("page") is PageLinkHandler:
        links["page"] = PageLinks
    return MultiRuleRewriter(
        [
            LinkRewriter(bulk_rules={name: one.expand_db_attributes_many for name, one in links.items()}),
            EmbedRewriter(bulk_rules={name: one.expand_db_attributes_many for name, one in embeds.items()}),
        ]
    )
