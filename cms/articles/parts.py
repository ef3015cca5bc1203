"""What stands beside an article's own columns, one row each.

Abstract: the app with the concrete article adds `page`, a ParentalKey whose related name is that
of the concrete classes in `newswire.cms.pages.models`. `newswire_called`: what translators read; a name
in `Meta` would ask every host with a page model of its own for a migration.
"""

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel
from wagtail.models import Orderable

from newswire.cms.models import Author, Topic


class ArticleTopic(Orderable):
    # A row and not a many-to-many field: Wagtail's reference index sees rows only, and by it an
    # article is sent again when its topic is renamed.
    topic = models.ForeignKey(Topic, verbose_name=_("topic"), on_delete=models.CASCADE, related_name="+")

    panels = [FieldPanel("topic")]
    newswire_called = _("topics")

    class Meta(Orderable.Meta):
        abstract = True

    def __str__(self) -> str:
        return str(self.topic)


class ArticleAuthor(Orderable):
    author = models.ForeignKey(Author, verbose_name=_("author"), on_delete=models.PROTECT, related_name="+")
    role = models.CharField(
        _("role"),
        max_length=100,
        blank=True,
        help_text=_("In this article; left empty: the author's usual role."),
    )

    panels = [FieldPanel("author"), FieldPanel("role")]
    newswire_called = _("authors")

    class Meta(Orderable.Meta):
        abstract = True

    def __str__(self) -> str:
        return str(self.author)


class ArticleCorrection(Orderable):
    at = models.DateTimeField(_("date"), default=timezone.now)
    note = models.TextField(_("note"), help_text=_("Readers see this: what was wrong, and what is right."))

    panels = [FieldPanel("note"), FieldPanel("at")]
    newswire_called = _("Corrections")

    class Meta(Orderable.Meta):
        abstract = True
        ordering = ["at", "pk"]

    def __str__(self) -> str:
        return self.note
