from django.db import models
from wagtail.admin.panels import FieldPanel
from wagtail.fields import RichTextField
from wagtail.models import Page

from host.calendar_page import CalendarPage
from host.illustrated_page import HostLink, IllustratedPage

__all__ = ["BrokenPage", "CalendarPage", "HostLink", "HostPage", "IllustratedPage"]


class HostPage(Page):
    """A page type of a host project, with its own template and nothing of Newswire in it."""

    intro = models.CharField(max_length=250, blank=True)
    body = RichTextField(blank=True)

    content_panels = [*Page.content_panels, FieldPanel("intro"), FieldPanel("body")]


class BrokenPage(Page):
    """A page whose template raises whenever `broken` is set."""

    broken = models.BooleanField(default=True)

    content_panels = [*Page.content_panels, FieldPanel("broken")]
