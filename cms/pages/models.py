"""The page types for a site on Wagtail's own page model; see docs/articles.md for another."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey
from wagtail.admin.panels import FieldPanel
from wagtail.models import Page

from newswire.cms.articles.mixin import ArticleMixin
from newswire.cms.articles.panels import SEARCH_PANEL, SOCIAL_PANEL
from newswire.cms.articles.parts import ArticleAuthor, ArticleCorrection, ArticleTopic
from newswire.cms.listing.mixin import NewsIndexMixin


class NewsIndexPage(NewsIndexMixin, Page):
    subpage_types = ["newswire_pages.ArticlePage", "newswire_pages.NewsIndexPage"]
    promote_panels = [SEARCH_PANEL, FieldPanel("takes_sections")]

    class Meta:
        verbose_name = _("news index")
        verbose_name_plural = _("news indexes")


class ArticlePage(ArticleMixin, Page):
    parent_page_types = ["newswire_pages.NewsIndexPage"]
    promote_panels = [SEARCH_PANEL, SOCIAL_PANEL]

    class Meta:
        verbose_name = _("article")
        verbose_name_plural = _("articles")


class ArticlePageTopic(ArticleTopic):
    page = ParentalKey(ArticlePage, on_delete=models.CASCADE, related_name="article_topics")


class ArticlePageAuthor(ArticleAuthor):
    page = ParentalKey(ArticlePage, on_delete=models.CASCADE, related_name="article_authors")


class ArticlePageCorrection(ArticleCorrection):
    page = ParentalKey(ArticlePage, on_delete=models.CASCADE, related_name="corrections")
