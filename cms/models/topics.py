from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, TitleFieldPanel

from newswire.cms.models.named import Named


class Topic(Named):
    """What an article is about. Channels and "All news" filter by its slug."""

    panels = [TitleFieldPanel("name", targets=["slug"]), FieldPanel("slug")]

    class Meta(Named.Meta):
        verbose_name = _("topic")
        verbose_name_plural = _("topics")
