from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _
from wagtail.blocks import ListBlock, StructBlock

from newswire.blocks.labels import full_article_label
from newswire.blocks.language import LanguageBlock
from newswire.blocks.languages import language_choices
from newswire.blocks.link import Link, LinkBlock, link_of
from newswire.blocks.rendering import Rendering, rendering_of


@dataclass(frozen=True)
class FullArticle:
    """A link to a longer text, and its sentence in the reader's language."""

    link: Link
    label: str

    def representation(self, base: str) -> dict[str, Any]:
        """One element of `fullArticle` (docs/blocks.md)."""
        return {"label": self.label, **self.link.representation(base)}


class FullArticleRowBlock(LinkBlock):
    language = LanguageBlock(
        label=_("Language"),
        choices=language_choices,
        required=False,
        help_text=_("Of the full article. Left empty: the language of the chosen page."),
    )

    def problems(self, value: Any) -> Iterator[tuple[str, Any]]:
        yield from super().problems(value)
        page, lang = value["page"], value["language"]
        if page and lang and lang != page.locale.language_code:
            yield "language", _("The chosen page is in another language: leave this empty.")
        if value["url"] and not page and not lang and not self.is_deferred_validation:
            yield "language", _("Choose the language of the full article.")

    class Meta:
        label_format = "{site_name}"


class FullArticleBlock(StructBlock):
    """ "Read full article in English": links to a longer text, in any language, on any site."""

    rows = ListBlock(FullArticleRowBlock(), label=_("Full articles"), min_num=1)

    def get_context(self, value: Any, parent_context: Any = None) -> dict[str, Any]:
        articles = full_articles(value, rendering_of(parent_context))
        return super().get_context(value, parent_context) | {"articles": articles}

    def get_api_representation(self, value: Any, context: Any = None) -> dict[str, Any]:
        rendering = rendering_of(context)
        articles = full_articles(value, rendering)
        return {"items": [one.representation(rendering.base) for one in articles]}

    def get_searchable_content(self, value: Any) -> list[str]:
        """Nothing: a link's words say nothing about this text."""
        return []

    class Meta:
        label = _("Read full article")
        description = _("Links to the full article in one language or several, here or elsewhere.")
        icon = "link"
        group = _("Links")
        template = "newswire_blocks/full_article.html"
        preview_template = "newswire_blocks/preview.html"
        preview_value = {
            "rows": [
                {
                    "page": None,
                    "url": "https://news.example.org/council",
                    "site_name": "Example News",
                    "language": "en",
                }
            ]
        }


def full_articles(value: Any, rendering: Rendering) -> list[FullArticle]:
    """The rows that lead somewhere: live public pages and outside addresses, in their order."""
    visible = rendering.visible({row["page"].pk for row in value["rows"] if row["page"]})
    links = (link_of(row, visible) for row in value["rows"])
    return [
        FullArticle(link, full_article_label(link.lang, rendering.lang))
        for link in links
        if link and link.lang
    ]
