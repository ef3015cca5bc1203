"""The demo's articles as drafts, with their pictures, topics and author. What is there already stays."""

from datetime import datetime, time

from django.contrib.auth.models import User
from django.core.files.base import ContentFile
from django.db import transaction
from django.utils import timezone
from wagtail.images import get_image_model
from wagtail.images.models import AbstractImage
from wagtail.models import Locale

from demo import texts
from demo.blocks import blocks
from demo.keys import key_of
from demo.pictures import ALBUM
from newswire.cms.models import Author, Topic
from newswire.cms.pages.models import ArticlePage, ArticlePageAuthor, ArticlePageTopic, NewsIndexPage


def pictures() -> dict[str, AbstractImage]:
    """By the names of the album."""
    model = get_image_model()
    made = {}
    for photograph in ALBUM:
        title = photograph.name.capitalize()
        image = model.objects.filter(title=title).first()
        if image is None:
            shows = texts.words("en").pictures[photograph.name]
            file = ContentFile(photograph.file(shows), photograph.file_name)
            image = model.objects.create(title=title, file=file)
        made[photograph.name] = image
    return made


def articles(homes: dict[str, NewsIndexPage], images: dict[str, AbstractImage], writer: User) -> int:
    """How many were made."""
    made = 0
    for lang, home in homes.items():
        said = texts.words(lang)
        topics, author = _topics(lang), _author(lang)
        # The last first: those before it point at it.
        for article in reversed(said.articles):
            if ArticlePage.objects.filter(translation_key=key_of(article.key), locale=home.locale).exists():
                continue
            page = _page(article, lang, images)
            page.article_topics = [ArticlePageTopic(topic=topics[slug]) for slug in article.topics]
            page.article_authors = [ArticlePageAuthor(author=author)]
            with transaction.atomic():
                home.add_child(instance=page)
                page.save_revision(user=writer)
            made += 1
    return made


def _page(article: texts.Article, lang: str, images: dict[str, AbstractImage]) -> ArticlePage:
    shows = texts.words(lang).pictures
    return ArticlePage(
        title=article.headline,
        summary=article.summary,
        locale=Locale.objects.get(language_code=lang),
        translation_key=key_of(article.key),
        lead_picture=images[article.picture],
        lead_alt_text=shows[article.picture],
        published_on=article.published and timezone.make_aware(datetime.combine(article.published, time(9))),
        body=blocks(article.body, images, shows),
        live=False,
    )


def _topics(lang: str) -> dict[str, Topic]:
    locale = Locale.objects.get(language_code=lang)
    return {
        slug: Topic.objects.get_or_create(
            translation_key=key_of(f"topic {slug}"), locale=locale, defaults={"slug": slug, "name": name}
        )[0]
        for slug, name in texts.words(lang).topics.items()
    }


def _author(lang: str) -> Author:
    return Author.objects.get_or_create(
        translation_key=key_of("author"),
        locale=Locale.objects.get(language_code=lang),
        defaults=texts.words(lang).author,
    )[0]
