from typing import Any

from django.db import models
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, TitleFieldPanel
from wagtail.models import AbstractPage
from wagtail.search import index

from newswire.cms.articles.mixin import ArticleMixin
from newswire.cms.feeds.response import feed
from newswire.cms.listing.context import listing_context
from newswire.cms.page_like import PageLike


class NewsIndexMixin(PageLike):
    """ "All news" of one language, and its sections: the indexes below it.

    Lists the articles below it at any depth, those of sections too.
    """

    intro = models.TextField(_("introduction"), max_length=500, blank=True)
    takes_sections = models.BooleanField(
        _("sections can be added"),
        default=False,
        help_text=_("Then adding a page here asks whether it is an article or a section."),
    )

    is_news_index = True
    page_description = _("“All news” of one language, or a section of it.")
    content_panels = [TitleFieldPanel("title"), FieldPanel("intro")]
    promote_panels = [FieldPanel("slug"), FieldPanel("takes_sections")]
    search_fields = [*AbstractPage.search_fields, index.SearchField("intro")]
    api_fields = ["intro"]

    class Meta:
        abstract = True

    @classmethod
    def can_create_at(cls, parent: Any) -> bool:
        """A section only where its index takes sections, so that otherwise no type is asked."""
        parent = parent.specific
        return super().can_create_at(parent) and getattr(parent, "takes_sections", True)

    @classmethod
    def article_model(cls) -> type[ArticleMixin]:
        """The first article type among the subpage types; override `articles` to list several."""
        return next(model for model in cls.allowed_subpage_models() if issubclass(model, ArticleMixin))

    def articles(self) -> QuerySet[Any]:
        """Live and public articles below, newest first; never aliases, which stand elsewhere too."""
        below = self.article_model().objects.descendant_of(self).live().public()
        return below.filter(alias_of__isnull=True, locale=self.locale).order_by("-published_at", "-pk")

    def sections(self) -> QuerySet[Any]:
        return type(self).objects.child_of(self).live().public()

    def get_template(self, request: HttpRequest, *args: Any, **kwargs: Any) -> list[str]:
        """The concrete type's own template where its host has written one, else ours."""
        return [super().get_template(request, *args, **kwargs), "newswire_pages/news_index_page.html"]

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        return super().get_context(request, *args, **kwargs) | listing_context(self, request)

    def serve(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """The list as a page, or with `?feed=rss`, `atom` or `json` as a feed of the same filter."""
        return feed(self, request) or super().serve(request, *args, **kwargs)
