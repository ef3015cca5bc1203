"""The article's form: headline, summary, lead picture and body; all else waits in closed groups."""

from typing import Any

from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import (
    FieldPanel,
    InlinePanel,
    MultiFieldPanel,
    MultipleChooserPanel,
    Panel,
    TitleFieldPanel,
)


def _closed(heading: Any, *panels: Panel | str) -> MultiFieldPanel:
    return MultiFieldPanel(list(panels), heading=heading, classname="collapsed")


CONTENT_PANELS = [
    TitleFieldPanel("title", heading=_("Headline"), placeholder=_("Headline")),
    FieldPanel("summary"),
    FieldPanel("lead_picture"),
    _closed(
        _("About the lead picture"),
        "lead_alt_text",
        "lead_decorative",
        "lead_caption",
        "lead_credit",
    ),
    FieldPanel("body"),
    _closed(_("Line above the headline, place and date"), "kicker", "dateline", "published_on"),
    _closed(
        _("Topics"),
        MultipleChooserPanel("article_topics", chooser_field_name="topic", label=_("Topic")),
    ),
    _closed(
        _("Authors and source"),
        MultipleChooserPanel("article_authors", chooser_field_name="author", label=_("Author")),
        "source_organisation",
        "canonical_url",
    ),
    _closed(_("Corrections"), InlinePanel("corrections", label=_("Correction note"))),
    _closed(_("Related news"), "related_automatically"),
]

SOCIAL_PANEL = _closed(_("For social networks"), "social_title", "social_text", "social_picture")
# The last two are columns of Wagtail's own page model, which a host's own need not have.
SEARCH_PANEL = MultiFieldPanel(["slug", "seo_title", "search_description"], heading=_("For search engines"))
