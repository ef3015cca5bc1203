"""The stranger's own app: a page type with a picture, a link and a template of its own."""

from pathlib import Path

MODELS = """
from django.db import models
from wagtail.admin.panels import FieldPanel
from wagtail.fields import RichTextField
from wagtail.models import Page


class StoryPage(Page):
    body = RichTextField(blank=True)
    picture = models.ForeignKey(
        "wagtailimages.Image", null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )

    content_panels = [*Page.content_panels, FieldPanel("body"), FieldPanel("picture")]
"""

TEMPLATE = """{% extends "base.html" %}
{% load wagtailcore_tags wagtailimages_tags %}
{% block content %}
<main>
  <h1>{{ page.title }}</h1>
  {% if page.picture %}{% image page.picture width-320 %}{% endif %}
  {{ page.body|richtext }}
  <p><a href="{% pageurl page.get_parent %}">Home</a></p>
</main>
{% endblock %}
"""


def add_stories(folder: Path) -> None:
    app = folder / "stories"
    (app / "migrations").mkdir(parents=True)
    (app / "templates" / "stories").mkdir(parents=True)
    for package in (app, app / "migrations"):
        (package / "__init__.py").touch()
    (app / "models.py").write_text(MODELS)
    (app / "templates" / "stories" / "story_page.html").write_text(TEMPLATE)
    base = folder / "mysite" / "settings" / "base.py"
    base.write_text(base.read_text() + '\nINSTALLED_APPS += ["stories"]\n')


PUBLISH = """
from io import BytesIO

from django.core.files.images import ImageFile
from PIL import Image as Pixels
from stories.models import StoryPage
from wagtail.images import get_image_model
from wagtail.models import Page, Site

buffer = BytesIO()
Pixels.effect_noise((1200, 800), 60).convert("RGB").save(buffer, "JPEG")
file = ImageFile(BytesIO(buffer.getvalue()), "a.jpg")
picture = get_image_model().objects.create(title="dsc_0001", file=file)
home = Site.objects.get(is_default_site=True).root_page
story = home.add_child(instance=StoryPage(title="A story", slug="a-story", live=False, picture=picture))
story.body = '<p>Text with <a linktype="page" id="%d">a link home</a>.</p>' % home.pk
story.save_revision().publish()
result = {"id": story.pk, "url": story.full_url}
"""
