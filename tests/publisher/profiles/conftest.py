"""Articles written as editors write them, and a channel for each format."""

import io

import pytest
from django.core.cache import caches
from django.core.files.images import ImageFile
from PIL import Image as Pillow
from support.newsroom import channel, published, tree
from wagtail.images import get_image_model

from newswire.cms.pages.models import ArticlePage, NewsIndexPage

__all__ = ["channel", "published", "tree"]
FORMATS = ("cloudevents", "ninjs", "html", "text")


@pytest.fixture
def own_media(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path / "media"
    yield
    for cache in caches:
        caches[cache].clear()


@pytest.fixture
def folder(tmp_path):
    """For pages to be judged."""
    made = tmp_path / "pages"
    made.mkdir()
    return made


@pytest.fixture
def image(own_media):
    def make(name):
        file = io.BytesIO()
        Pillow.new("RGB", (1600, 1000), (90, 110, 140)).save(file, "JPEG")
        return get_image_model().objects.create(title=name, file=ImageFile(file, name=name))

    return make


@pytest.fixture
def index(tree, own_media):
    return tree.home.add_child(instance=NewsIndexPage(title="All news", slug="all", locale=tree.english))


@pytest.fixture
def write(index, tree):
    def make(title, body, **fields):
        page = index.add_child(
            instance=ArticlePage(title=title, live=False, locale=tree.english, body=body, **fields)
        )
        page.save_revision().publish()
        return ArticlePage.objects.get(pk=page.pk)

    return make


@pytest.fixture
def channels(channel):
    """One for each format, full and thin."""
    return [
        channel(page_types=["newswire_pages.articlepage"], format=format, mode=mode)
        for format in FORMATS
        for mode in ("full", "thin")
    ]
