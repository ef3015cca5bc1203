"""What the articles of one answer show, fetched together: the number of queries does not grow with them.

docs/api.md has the count. Blocks find theirs here by being a `Source`; an article's own caches are filled,
so that whatever reads an article by itself asks no more either.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from functools import cached_property
from typing import Any

import swapper
from django.utils.translation import get_language
from wagtail.coreutils import get_supported_content_language_variant
from wagtail.documents import get_document_model
from wagtail.documents.rich_text import DocumentLinkHandler
from wagtail.images import get_image_model
from wagtail.rich_text.pages import PageLinkHandler

from newswire.blocks.choosers import fetched
from newswire.blocks.page_links import anchors
from newswire.blocks.rendering import Rendering
from newswire.blocks.renditions import prefetch_images
from newswire.blocks.rich_text import expand_all
from newswire.blocks.source import Source
from newswire.blocks.stored import chosen
from newswire.blocks.visible import TEASER_PICTURE
from newswire.cms.articles.mixin import ArticleMixin
from newswire.cms.articles.people import Byline
from newswire.cms.articles.place import Place
from newswire.cms.models import Topic
from newswire.cms.related import offers
from newswire.cms.together.pages import know_roots, pages_of, specific
from newswire.cms.together.rows import Rows
from newswire.cms.translations.outside import outside_of
from newswire.cms.translations.versions import LanguageVersion, versions_among


class Gathered(Source):
    """Saved articles, in their live state or as drafts in memory. Nothing is asked before it is needed."""

    def __init__(self, articles: Sequence[Any]) -> None:
        self.articles = list(articles)

    def topics(self, article: Any) -> list[Topic]:
        return self._rows.topics(article)

    def authors(self, article: Any) -> list[Byline]:
        return self._rows.bylines(self.filled(article))

    def corrections(self, article: Any) -> list[Any]:
        return self._rows.corrections(article)

    def versions(self, pages: Iterable[Any], locale_id: int) -> Mapping[Any, Any]:
        keys = {page.translation_key for page in pages}
        shown = (one for one in self._specific.values() if one.is_shown)
        return {
            one.translation_key: one
            for one in shown
            if one.locale_id == locale_id and one.translation_key in keys
        }

    def language_versions(self, article: Any) -> list[LanguageVersion]:
        key = article.translation_key
        siblings = [
            one
            for one in self._pages.values()
            if one.translation_key == key and one.pk != article.pk and one.is_shown and not one.alias_of_id
        ]
        return versions_among(self.filled(article), siblings, self._outside[key])

    def rendering(self, article: Any) -> Rendering:
        return self._renderings[article.pk]

    def filled(self, article: Any) -> Any:
        """The article with its body, place, lead picture, parent and locale at hand."""
        return self._filled[article.pk]

    def visible(self, ids: Collection[int]) -> Mapping[int, Any]:
        found = {pk: self._specific[pk] for pk in ids if pk in self._specific}
        return {pk: page for pk, page in found.items() if page.is_shown}

    def offered(self, page: Any, limit: int, exclude: Collection[int]) -> list[Any]:
        left = [pk for pk in self._offers.get(page.pk, []) if pk not in exclude]
        visible = self.visible(left)
        return [visible[pk] for pk in left if pk in visible][:limit]

    def embeds(self, urls: Iterable[str | None]) -> Mapping[str, Any]:
        return self._rows.embeds

    def html(self, texts: Iterable[str]) -> dict[str, str]:
        return expand_all(
            texts, {PageLinkHandler: self._page_links, DocumentLinkHandler: self._document_links}
        )

    def _page_links(self, links: list[dict[str, str]]) -> list[str]:
        """To the live version in the active language, as Wagtail links."""
        pages = [self._specific.get(_number(link)) for link in links]
        active = _active_language()
        versions = {
            one.translation_key: one
            for one in self._specific.values()
            if one.live and one.locale.language_code == active
        }
        return anchors(versions.get(page.translation_key, page) if page else None for page in pages)

    def _document_links(self, links: list[dict[str, str]]) -> list[str]:
        return anchors(self._documents.get(_number(link)) for link in links)

    @cached_property
    def _pointed(self) -> dict[type, set[Any]]:
        """Ids by model of all that the bodies point at."""
        found: dict[type, set[Any]] = {}
        for article in self.articles:
            for model, pk in chosen(article.body.stream_block, list(article.body.raw_data)):
                found.setdefault(model, set()).add(pk)
        return found

    @cached_property
    def _rows(self) -> Rows:
        rows = Rows(self.articles)
        for article in self.articles:
            article.locale = rows.locales[article.locale_id]
        return rows

    @cached_property
    def _outside(self) -> Mapping[Any, Any]:
        return outside_of({article.translation_key for article in self.articles})

    @cached_property
    def _offers(self) -> dict[Any, list[int]]:
        for article in self.articles:
            article.place = self._place(article)
        topics = {article.pk: self._rows.topic_keys(article) for article in self.articles}
        return offers(self.articles, topics)

    def _place(self, article: Any) -> Place:
        above = self._rows.above(article)
        return Place(tuple(one for one in above if getattr(one.specific_class, "is_news_index", False)))

    @cached_property
    def _chosen_pages(self) -> set[int]:
        """What blocks and links lead to, and what automatic related news may show."""
        offered = {pk for own in self._offers.values() for pk in own}
        return self._pointed.get(swapper.load_model("wagtailcore", "Page"), set()) | offered

    @cached_property
    def _pages(self) -> dict[int, Any]:
        beside = {article.alias_of_id for article in self.articles}
        beside |= {author.page_id for author in self._rows.authors.values()}
        keys = {article.translation_key for article in self.articles}
        return {page.pk: page for page in pages_of((self._chosen_pages | beside) - {None}, keys)}

    @cached_property
    def _specific(self) -> dict[int, Any]:
        keys = {self._pages[pk].translation_key for pk in self._chosen_pages if pk in self._pages}
        return specific(page for page in self._pages.values() if page.translation_key in keys)

    @cached_property
    def _pictures(self) -> dict[Any, Any]:
        """Those of the bodies, lead pictures, and those of what may be a teaser, which it gives them."""
        teasers = [page for page in self._specific.values() if _has_lead_picture(page)]
        ids = {page.lead_picture_id for page in [*self.articles, *teasers]}
        ids |= self._pointed.get(get_image_model(), set())
        found = self._fetch(get_image_model(), ids - {None})
        prefetch_images(one for one in found.values() if one)
        for page in teasers:
            page.lead_picture = found.get(page.lead_picture_id)
        return found

    @cached_property
    def _documents(self) -> dict[Any, Any]:
        return self._fetch(get_document_model(), self._pointed.get(get_document_model(), set()))

    def _fetch(self, model: Any, ids: Collection[Any]) -> dict[Any, Any]:
        """With None for what is not there any more, so that nobody looks again."""
        found = model._default_manager.all()
        if any(relation.get_accessor_name() == "newswire_credit" for relation in model._meta.related_objects):
            found = found.select_related("newswire_credit")
        return dict.fromkeys(ids) | (found.in_bulk(list(ids)) if ids else {})

    @cached_property
    def _filled(self) -> dict[Any, Any]:
        """The articles by id, everything that they keep of others in place."""
        know_roots(self.articles)
        for author in self._rows.authors.values():
            author.page = self._pages.get(author.page_id or 0)
        for article in self.articles:
            article.lead_picture = self._pictures.get(article.lead_picture_id)
            article.alias_of = self._pages.get(article.alias_of_id)
            if above := self._rows.above(article):
                article._cached_parent_obj = above[-1]
        self._turn_into_blocks()
        return {article.pk: article for article in self.articles}

    def _turn_into_blocks(self) -> None:
        page_model = swapper.load_model("wagtailcore", "Page")
        objects = {
            page_model: dict.fromkeys(self._pointed.get(page_model, ())) | self._pages,
            get_image_model(): self._pictures,
            get_document_model(): self._documents,
        }
        with fetched(objects):
            for block, group in _by_block(self.articles):
                bodies = block.bulk_to_python([list(article.body.raw_data) for article in group])
                for article, body in zip(group, bodies, strict=True):
                    article.body = body

    @cached_property
    def _renderings(self) -> dict[Any, Rendering]:
        return {pk: Rendering(article, article.body, self) for pk, article in self._filled.items()}


def gather(pages: Iterable[Any]) -> list[Any]:
    """The pages, whose articles share what is fetched from now on."""
    found = list(pages)
    articles = [page for page in found if isinstance(page, ArticleMixin)]
    together = Gathered(articles)
    for article in articles:
        article.gathered = together
    return found


def _by_block(articles: Iterable[Any]) -> Iterator[tuple[Any, list[Any]]]:
    groups: dict[int, tuple[Any, list[Any]]] = {}
    for article in articles:
        block = article.body.stream_block
        groups.setdefault(id(block), (block, []))[1].append(article)
    return iter(groups.values())


def _has_lead_picture(page: Any) -> bool:
    fields = (field for field in page._meta.concrete_fields if field.name == TEASER_PICTURE)
    return any(field.related_model is get_image_model() for field in fields)


def _active_language() -> str:
    """Of the content; empty where the active language is none of it any more."""
    try:
        return str(get_supported_content_language_variant(get_language() or ""))
    except LookupError:
        return ""


def _number(link: Mapping[str, str]) -> int:
    number = link.get("id", "")
    return int(number) if number.isdecimal() else 0
