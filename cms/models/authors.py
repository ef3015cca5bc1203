import swapper
from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, PageChooserPanel, TitleFieldPanel

from newswire.cms.models.named import Named


class Author(Named):
    """Who writes. A page of the author's own, here or elsewhere, is where the name leads."""

    role = models.CharField(_("role"), max_length=100, blank=True, help_text=_("“Editor”, “Correspondent”"))
    page = models.ForeignKey(
        swapper.get_model_name("wagtailcore", "Page"),
        verbose_name=_("page of one's own"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    url = models.URLField(_("or an address on another site"), max_length=2000, blank=True)

    panels = [
        TitleFieldPanel("name", targets=["slug"]),
        FieldPanel("slug"),
        FieldPanel("role"),
        PageChooserPanel("page"),
        FieldPanel("url"),
    ]

    class Meta(Named.Meta):
        verbose_name = _("author")
        verbose_name_plural = _("authors")

    @property
    def address(self) -> str:
        """The page of one's own where it is live, else the address elsewhere, else empty."""
        return (self.page.url if self.page and self.page.live else "") or self.url
