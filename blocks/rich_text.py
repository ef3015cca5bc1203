"""Rich texts of a whole body, expanded together.

Wagtail looks up the targets of links for each rich text alone. Its rewriters replace tag by tag,
so texts joined by a mark that no text can hold come back unharmed.
"""

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from wagtail.rich_text import features
from wagtail.rich_text.rewriters import EmbedRewriter, LinkRewriter, MultiRuleRewriter

MARK = "\x1e\x1e"


# What makes opening tags of the attributes of many links.
Rule = Callable[[list[dict]], list[str]]


def expand_all(sources: Iterable[str], rules: Mapping[Any, Rule] | None = None) -> dict[str, str]:
    """Stored rich text to HTML with real addresses, for the active language.

    `rules` take the place of link handlers of Wagtail, unless the site has put its own there.
    """
    unique = list(dict.fromkeys(source for source in sources if source))
    if not unique:
        return {}
    joined = MARK.join(source.replace(MARK, "") for source in unique)
    return dict(zip(unique, _rewriter(rules or {})(joined).split(MARK), strict=True))


def _rewriter(rules: Mapping[Any, Rule]) -> MultiRuleRewriter:
    """Wagtail's, with the handlers of the site; only its own page links give way to `PageLinks`."""
    # Bodies are declared while models load, when Wagtail's page links cannot be imported yet.
    from wagtail.rich_text.pages import PageLinkHandler

    from newswire.blocks.page_links import PageLinks

    links, embeds = features.get_link_types(), features.get_embed_types()
    rules = {PageLinkHandler: PageLinks.expand_db_attributes_many, **rules}
    return MultiRuleRewriter(
        [
            LinkRewriter(
                bulk_rules={
                    name: rules.get(one, one.expand_db_attributes_many) for name, one in links.items()
                }
            ),
            EmbedRewriter(bulk_rules={name: one.expand_db_attributes_many for name, one in embeds.items()}),
        ]
    )
