from collections.abc import Iterator
from datetime import datetime
from functools import cached_property
from typing import TYPE_CHECKING, Any

from django.core.exceptions import ValidationError
from django.db import models
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel
from wagtail.images import get_image_model_string
from wagtail.models import AbstractPage
from wagtail.search import index

from newswire.blocks.credits import PlacedImage, placed_images
from newswire.cms.articles.api import ARTICLE_API_FIELDS
from newswire.cms.articles.fields import ArticleBodyField
from newswire.cms.articles.form import ArticleForm
from newswire.cms.articles.panels import CONTENT_PANELS, SOCIAL_PANEL
from newswire.cms.articles.place import Place
from newswire.cms.articles.reading import first_sentences, reading_minutes
from newswire.cms.page_like import PageLike

if TYPE_CHECKING:
    from newswire.cms.together.gathered import Gathered


FIRST_YEAR = 1000  # an earlier one is a slip of the pen, and some have no date in every time zone


def _picture(**kwargs: Any) -> models.ForeignKey:
    return models.ForeignKey(
        get_image_model_string(),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
        **kwargs,
    )


class ArticleMixin(PageLike):
    """All of an article but its tree: a host with a page model of its own inherits from both.

    The concrete model needs the rows of `parts` as `article_topics`, `article_authors` and
    `corrections`; see docs/articles.md.
    """

    kicker = models.CharField(_("line above the headline"), max_length=150, blank=True)
    summary = models.TextField(
        _("summary"),
        max_length=500,
        blank=True,
        help_text=_("Left empty: the first sentences of the text, at most 300 characters."),
    )
    lead_picture = _picture(verbose_name=_("lead picture"))
    lead_alt_text = models.CharField(
        _("alternative text"),
        max_length=500,
        blank=True,
        help_text=_("What the picture shows, for those who cannot see it."),
    )
    lead_decorative = models.BooleanField(
        _("decorative"),
        default=False,
        help_text=_("The picture says nothing that the text does not: screen readers skip it."),
    )
    lead_caption = models.CharField(_("caption"), max_length=500, blank=True)
    lead_credit = models.CharField(
        _("photo credit"),
        max_length=255,
        blank=True,
        help_text=_("Only where it differs from the picture's own credit."),
    )
    body = ArticleBodyField(verbose_name=_("body"))

    published_on = models.DateTimeField(
        _("publication date"),
        null=True,
        blank=True,
        help_text=_("Left empty: when the article first goes live. May lie in the past."),
    )
    dateline = models.CharField(_("place"), max_length=100, blank=True)
    source_organisation = models.CharField(_("source organisation"), max_length=255, blank=True)
    canonical_url = models.URLField(
        _("original address"),
        max_length=2000,
        blank=True,
        help_text=_("Where this text first stood, if on another site. Search engines are told so."),
    )
    related_automatically = models.BooleanField(
        _("list related news at the end"),
        default=True,
        help_text=_("Where the body has no related news of its own."),
    )
    social_title = models.CharField(_("title"), max_length=255, blank=True)
    social_text = models.TextField(_("text"), max_length=500, blank=True)
    social_picture = _picture(verbose_name=_("picture"))

    # Kept by clean(), so that lists sort and summarise without reading any body.
    published_at = models.DateTimeField(null=True, editable=False, db_index=True)
    first_sentences = models.TextField(blank=True, editable=False)

    base_form_class = ArticleForm
    content_panels = CONTENT_PANELS
    promote_panels = [FieldPanel("slug"), SOCIAL_PANEL]
    subpage_types: list[Any] = []
    page_description = _("A headline, a summary, a picture and a text.")
    search_fields = [
        *AbstractPage.search_fields,
        index.SearchField("kicker"),
        index.SearchField("summary"),
        index.SearchField("body"),
        index.FilterField("published_at"),
    ]
    api_fields = ARTICLE_API_FIELDS

    class Meta:
        abstract = True

    def clean(self) -> None:
        super().clean()
        if problem := self._date_problem():
            raise ValidationError({"published_on": problem})
        self.published_at = self.dated
        self.first_sentences = first_sentences(self.body)

    def _date_problem(self) -> Any:
        """What is wrong with the date that the editor gave, as a message, or None."""
        if self.published_on is None:
            return None
        if self.published_on.year < FIRST_YEAR:
            return _("The year has fewer than four digits: type it in full.")
        if self.published_on > timezone.now():
            return _(
                "This date lies in the future. To publish later, leave it empty and use "
                "“Set schedule” in the status panel."
            )
        return None

    @property
    def dated(self) -> datetime | None:
        """The date that readers see: the editor's, else when the article first went live."""
        return self.published_on or self.first_published_at

    @property
    def summary_shown(self) -> str:
        return self.summary or self.first_sentences

    @property
    def reading_minutes(self) -> int:
        return reading_minutes(self.body)

    @cached_property
    def place(self) -> Place:
        """Where in the tree of news the article stands: its section and "All news"."""
        return Place.of(self)

    @cached_property
    def gathered(self) -> "Gathered":
        """What it shows beside its own columns, for the APIs; whoever lists many gathers for all at once."""
        from newswire.cms.together.gathered import Gathered  # which knows the articles

        return Gathered([self])

    @property
    def section(self) -> str:
        """The title of the section it stands in; empty directly below "All news"."""
        return self.place.section.title if self.place.section else ""

    @property
    def all_news_url(self) -> str:
        return self.place.all_news_url

    def get_template(self, request: HttpRequest, *args: Any, **kwargs: Any) -> list[str]:
        """The concrete type's own template where its host has written one, else ours."""
        return [super().get_template(request, *args, **kwargs), "newswire_pages/article_page.html"]

    def newswire_images(self) -> Iterator[PlacedImage]:
        """Every picture of the article in reading order, the lead picture first."""
        if self.lead_picture:
            yield PlacedImage(self.lead_picture, self.lead_credit)
        yield from placed_images(self.body)

    def get_sitemap_urls(self, request: Any = None) -> list[dict[str, Any]]:
        """None for what is the original of another site or follows another page."""
        return [] if self.canonical_url or self.alias_of_id else super().get_sitemap_urls(request)
