from django.db import models
from modelcluster.fields import ParentalKey
from wagtail.admin.panels import FieldPanel
from wagtail.images import get_image_model_string
from wagtail.models import Orderable, Page


class IllustratedPage(Page):
    """A host's page type with what a teaser reads by name: a summary and a lead picture."""

    summary = models.TextField(blank=True)
    lead_picture = models.ForeignKey(
        get_image_model_string(), null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )

    content_panels = [*Page.content_panels, FieldPanel("summary"), FieldPanel("lead_picture")]


class HostLink(Orderable):
    """A row of a page's own that leads to another page, as hosts write "related links"."""

    page = ParentalKey(IllustratedPage, on_delete=models.CASCADE, related_name="links")
    target = models.ForeignKey("wagtailcore.Page", on_delete=models.CASCADE, related_name="+")
    text = models.CharField(max_length=100, blank=True)
