from collections.abc import Callable
from typing import Any

import pytest
from support.whole_article import article, indexes, things
from wagtail.models import Locale

from newswire.cms.models import Author
from newswire.cms.pages.models import ArticlePage
from newswire.publisher.translating.exchange.collect import collect
from newswire.publisher.translating.exchange.formats import FORMATS

__all__ = ["article", "indexes", "things"]

RICH = (
    '<p data-block-key="k1">We met <b>today &amp; <i>tomorrow</i></b> in <a linktype="page" id="PAGE">Esch'
    '</a>,<br/>see <a href="https://first.example/?a=1&amp;b=2">there</a>.</p>'
    '<ul><li data-block-key="k2">One</li><li>Two<ol><li>Deep <sup>2</sup></li></ol></li></ul>'
)
FIELDS = {
    "seo_title": "Rover drives",
    "search_description": "What it did",
    "kicker": "Space",
    "summary": "It drove.\nThen it stood: 3 < 4 & “more”.",
    "lead_alt_text": "A rover",
    "lead_caption": "At noon",
    "lead_credit": "Photo: ESA",
    "dateline": "Luxembourg",
    "source_organisation": "Space Agency",
    "social_title": "Look",
    "social_text": "Look at it",
}


@pytest.fixture
def french(db: None) -> Locale:
    return Locale.objects.get_or_create(language_code="fr")[0]


@pytest.fixture
def exported(french: Locale) -> Callable[..., bytes]:
    """The file of a page, as somebody downloads it."""

    def make(page: Any, name: str = "xliff2", locale: Locale = french) -> bytes:
        return FORMATS[name].write(collect(page, locale))

    return make


@pytest.fixture
def whole(article: ArticlePage, things: Any) -> ArticlePage:
    """The article with one block of each type, and with something in each column and row."""
    for name, value in FIELDS.items():
        setattr(article, name, value)
    raw = list(article.body.raw_data)
    next(one for one in raw if one["type"] == "paragraph")["value"] = RICH.replace(
        "PAGE", str(things["page"][0].pk)
    )
    article.body = raw
    article.corrections.create(note="The date was wrong.")
    author = Author.objects.create(name="J. Weber", locale=article.locale)
    article.article_authors.create(author=author, role="Correspondent")
    article.save_revision().publish()
    return ArticlePage.objects.get(pk=article.pk)
