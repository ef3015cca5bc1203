"""An article as the publisher sends it: the one module of this app that knows the publisher.

Found by the publisher as `publishing.py` of each app is; without it nothing imports this.
"""

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import datetime
from itertools import islice
from typing import Any
from uuid import UUID

from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.safestring import SafeString
from django.utils.translation import gettext

from newswire.blocks.credits import credit_of
from newswire.blocks.full_article import full_articles
from newswire.blocks.image import alt_of
from newswire.blocks.labels import full_article_label
from newswire.blocks.renditions import PictureData
from newswire.blocks.source import Source
from newswire.cms.articles.api import body_of
from newswire.cms.articles.before_publishing import findings
from newswire.cms.articles.fragment import article_html
from newswire.cms.articles.json_ld import register_json_ld
from newswire.cms.articles.mixin import ArticleMixin
from newswire.cms.articles.pictures import PlacedPicture, placed_pictures
from newswire.cms.feeds.hubs import register_hub
from newswire.cms.listing.mixin import NewsIndexMixin
from newswire.cms.models import Author, Topic
from newswire.cms.translations.outside import Outside, OutsideVersion, register_outside
from newswire.cms.translations.versions import LanguageVersion
from newswire.publisher import before_publishing, content
from newswire.publisher.dispatch.own_addresses import hub_url
from newswire.publisher.models import LanguageSet
from newswire.publisher.render.own_head import page_json_ld

content.register_label(full_article_label)


@content.register_authors
def authors_called(name: str) -> QuerySet[Author]:
    """Of every language: a name in the byline of one version is that of all."""
    return Author.objects.filter(name__icontains=name)[:200]


def outside(keys: Collection[UUID]) -> dict[UUID, Outside]:
    """The versions on other sites that the publisher keeps, for articles' own pages. One query."""
    columns = ("lang", "url", "title", "site_name", "reciprocal")
    rows = LanguageSet.objects.filter(key__in=keys).order_by("outside_versions__pk")
    found: dict[UUID, Outside] = {}
    for key, full_lang, *one in rows.values_list(
        "key", "full_lang", *(f"outside_versions__{name}" for name in columns)
    ):
        versions = found[key].versions if key in found else ()
        found[key] = Outside((*versions, *_outside_version(*one)), full_lang)
    return found


def _outside_version(
    lang: str | None, url: str, title: str, site_name: str, reciprocal: bool | None
) -> Iterator[OutsideVersion]:
    if lang is not None:  # the set has one
        yield OutsideVersion(lang, url, title, site_name, reciprocal=reciprocal is True)


register_outside(outside)
register_hub(hub_url)
before_publishing.examines(ArticleMixin)(findings)
content.lists(NewsIndexMixin)


@content.publishes(ArticleMixin)
def article(page: Any, request: HttpRequest) -> content.Document:
    """Called in the page's language and the site's time zone, for a live and public article.

    Raises OSError where its pictures cannot be stored: announced without them, it would stay without.
    """
    page.gathered.whole = True
    page.gathered.filled(page)  # its pictures too: each would else be read when it is described
    return replace(
        _described(page, placed_pictures(page)),
        html=article_html(page, request),
        blocks=body_of(page),
        related=list(_related(page)),
        full_article=list(_full_articles(page)),
        all_news=_all_news(page),
    )


def json_ld(page: Any, versions: Sequence[LanguageVersion]) -> SafeString:
    """What receivers get too, with the lead picture alone: queries must not grow with the body."""
    url, lang = page.canonical_url or page.full_url or "", page.locale.language_code
    others = [{"lang": one.lang, "url": one.url} for one in versions]
    lead = islice(placed_pictures(page), 1 if page.lead_picture else 0)
    document = _described(page, lead)
    return page_json_ld(document, url, lang, others, page.last_published_at, page.translation_key)


register_json_ld(json_ld)


def _described(page: Any, pictures: Iterable[PlacedPicture]) -> content.Document:
    """The article without its text and what it leads to."""
    gathered = page.gathered
    return content.Document(
        type="article",
        title=page.title,
        html="",
        kicker=page.kicker,
        summary=page.summary_shown,
        published_at=page.dated,
        authors=[
            content.Author(one.author.name, one.role, one.author.address) for one in gathered.authors(page)
        ],
        topics=[_topic(topic, page.locale.language_code) for topic in gathered.topics(page)],
        section=page.section,
        dateline=page.dateline,
        source_organisation=page.source_organisation,
        images=[_image(placed, gathered) for placed in pictures],
        corrections=[content.Correction(one.at, one.note) for one in gathered.corrections(page)],
    )


@content.corrects(ArticleMixin)
def correct(page: Any, note: str, at: datetime) -> None:
    """The note stands below the article from then on, as one typed into its form."""
    page.corrections.add(page.corrections.model(note=note, at=at))


def _topic(topic: Topic, lang: str) -> content.Topic:
    own = topic.locale.language_code
    return content.Topic(topic.slug, topic.name, "" if own == lang else own)


def _image(placed: PlacedPicture, source: Source) -> content.Image:
    credit = credit_of(placed.image, placed.place.get("credit") or "")
    files = source.picture(placed.image, crops=placed.role == "lead")
    return content.Image(
        id=files.id,
        role=placed.role,
        alt=alt_of(placed.place),
        caption=placed.place.get("caption") or "",
        credit=content.Credit(credit.text, credit.url, credit.copyright, credit.licence) if credit else None,
        focal_point=files.focal_point,
        renditions=_renditions(files),
    )


def _renditions(files: PictureData) -> list[content.Rendition]:
    return [
        content.Rendition(file.name, file.url, file.width, file.height, file.type, file.bytes)
        for file in files.renditions
    ]


def _related(page: Any) -> Iterator[content.Related]:
    for teaser in page.gathered.rendering(page).related:
        yield content.Related(
            position=teaser.position,
            kind=teaser.kind,
            title=teaser.title,
            summary=teaser.summary,
            url=teaser.url,
            lang=teaser.lang,
            page_id=teaser.page_id,
            external=teaser.external,
            image=_teaser_image(teaser.image) if teaser.image else None,
        )


def _teaser_image(files: PictureData) -> content.Image:
    return content.Image(
        id=files.id, role="teaser", alt="", focal_point=files.focal_point, renditions=_renditions(files)
    )


def _full_articles(page: Any) -> Iterator[content.FullArticle]:
    rendering = page.gathered.rendering(page)
    for child in page.body:
        if child.block_type == "full_article":
            for row in full_articles(child.value, rendering):
                to = row.link
                yield content.FullArticle(to.lang, row.label, to.url, to.page_id, to.site)


def _all_news(page: Any) -> content.Link | None:
    url = page.all_news_url
    return content.Link(gettext("All news"), url) if url else None
