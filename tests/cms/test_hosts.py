"""Other hosts, each in a process of its own: without the publisher, with a page model and an image
model of their own, with other settings."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from support import migrated

pytestmark = pytest.mark.process
TESTS = Path(__file__).parent.parent

WITHOUT_PUBLISHER = """
from settings import *
OURS = ("newswire.publisher", "newswire.cms.intake", "host")  # articles from elsewhere need the publisher
INSTALLED_APPS = [app for app in INSTALLED_APPS if app not in OURS]
ROOT_URLCONF = "own_urls"
"""

OWN_PAGE_MODEL = """
from settings import *
INSTALLED_APPS = [app for app in INSTALLED_APPS if app not in ("newswire.cms.pages", "host")]
INSTALLED_APPS = ["own", "wagtail.test.basepage", *INSTALLED_APPS]
WAGTAIL_PAGE_MODEL = "basepage.BasePage"
"""

OWN_IMAGE_MODEL = """
from settings import *
OURS = ("newswire.publisher", "newswire.cms.intake", "host")
INSTALLED_APPS = ["own", *(app for app in INSTALLED_APPS if app not in OURS)]
WAGTAILIMAGES_IMAGE_MODEL = "own.Photo"
ROOT_URLCONF = "own_urls"
"""

OTHER_SETTINGS = """
from settings import *
LANGUAGES = WAGTAIL_CONTENT_LANGUAGES = [("pt-br", "Brazilian"), ("he", "Hebrew")]
LANGUAGE_CODE = "pt-br"
NEWSWIRE_CREDIT_RULE = "block"
NEWSWIRE_PICTURE_WIDTHS = [100]
WAGTAIL_ALLOW_UNICODE_SLUGS = False
"""

URLS = """
from django.urls import include, path
from wagtail import urls as wagtail_urls
from wagtail.admin import urls as wagtailadmin_urls

urlpatterns = [path("admin/", include(wagtailadmin_urls)), path("", include(wagtail_urls))]
"""

STORY = """
from django.db import models
from modelcluster.fields import ParentalKey
from wagtail.test.basepage.models import BasePage

from newswire.cms.articles.mixin import ArticleMixin
from newswire.cms.articles.parts import ArticleAuthor, ArticleCorrection, ArticleTopic
from newswire.cms.listing.mixin import NewsIndexMixin


class Stories(NewsIndexMixin, BasePage):
    subpage_types = ["own.Story", "own.Stories"]


class Story(ArticleMixin, BasePage):
    parent_page_types = ["own.Stories"]


class StoryTopic(ArticleTopic):
    page = ParentalKey(Story, on_delete=models.CASCADE, related_name="article_topics")


class StoryAuthor(ArticleAuthor):
    page = ParentalKey(Story, on_delete=models.CASCADE, related_name="article_authors")


class StoryCorrection(ArticleCorrection):
    page = ParentalKey(Story, on_delete=models.CASCADE, related_name="corrections")
"""

PHOTO = """
from django.db import models
from wagtail.images.models import AbstractImage, AbstractRendition, Image


class Photo(AbstractImage):
    admin_form_fields = Image.admin_form_fields


class PhotoRendition(AbstractRendition):
    image = models.ForeignKey(Photo, on_delete=models.CASCADE, related_name="renditions")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["image", "filter_spec", "focal_point_key"], name="own_rendition")
        ]
"""

PUBLISH = """
import django, io
django.setup()
from django.core.files.images import ImageFile
from django.core.management import call_command
from PIL import Image as Pillow
call_command("migrate", verbosity=0)
call_command("check")
from django.test import Client
from wagtail.images import get_image_model
import swapper
from wagtail.models import Locale, Site
from {models} import {index} as Index, {article} as Article
Page = swapper.load_model("wagtailcore", "Page")
locale = Locale.objects.get_or_create(language_code="en")[0]
root = Page.get_first_root_node() or Page.add_root(instance=Page(title="Root", slug="root", locale=locale))
index = root.add_child(instance=Index(title="All news", slug="all-news", locale=locale))
Site.objects.all().delete()
Site.objects.create(hostname="localhost", root_page=index, is_default_site=True)
exif, file = Pillow.Exif(), io.BytesIO()
exif[0x013B] = "Jane Doe"
Pillow.new("RGB", (400, 300)).save(file, "JPEG", exif=exif.tobytes())
image = get_image_model().objects.create(title="Rover", file=ImageFile(file, name="rover.jpg"))
for title in ("Older", "Newer"):
    page = index.add_child(instance=Article(
        title=title, locale=locale, lead_picture=image, lead_alt_text="A rover",
        body=[("paragraph", "<p>Text.</p>")],
    ))
    page.save_revision().publish()
html = Client().get(page.url, SERVER_NAME="localhost").content.decode()
assert "<h1>Newer</h1>" in html and "Photo credit: Jane Doe" in html and ">Older</a>" in html, html
assert "Newer" in Client().get(index.url, SERVER_NAME="localhost").content.decode()
print("published")
"""

MAKE_MIGRATIONS = """
import django
django.setup()
from django.core.management import call_command
call_command("makemigrations", "own")
"""

NOTHING_LEFT_TO_MIGRATE = """
call_command("makemigrations", check_changes=True, dry_run=True)
"""


# Else migrating an empty database takes half as long again.
QUICKLY = "import gc; gc.set_threshold(100_000, 50, 100)\n"


class Host:
    def __init__(self, folder: Path, settings: str, **apps: str) -> None:
        self.folder, self.database = folder, folder / "var" / "test.sqlite3"
        (folder / "own_settings.py").write_text(settings)
        (folder / "own_urls.py").write_text(URLS)
        for name, models in apps.items():
            (folder / name / "migrations").mkdir(parents=True)
            for package in (folder / name, folder / name / "migrations"):
                (package / "__init__.py").touch()
            (folder / name / "models.py").write_text(models)

    def python(self, code: str) -> str:
        environment = {name: value for name, value in os.environ.items() if name != "PYTEST_XDIST_WORKER"} | {
            "DJANGO_SETTINGS_MODULE": "own_settings",
            "PYTHONPATH": f"{self.folder}:{TESTS}",
            "NEWSWIRE_TEST_VAR": str(self.folder / "var"),
            "NEWSWIRE_TEST_DATABASE_URL": "",
        }
        command = [sys.executable, "-c", QUICKLY + code]
        done = subprocess.run(command, env=environment, capture_output=True, text=True, cwd=self.folder)
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout

    def manage(self, *arguments: str) -> str:
        return self.python(
            "import django; django.setup()\n"
            "from django.core.management import call_command\n"
            f"call_command(*{arguments!r})"
        )


def migrated_first(models: str, index: str, article: str) -> str:
    """In one process: each that is started imports for three seconds."""
    publish = PUBLISH.format(models=models, index=index, article=article)
    return f"{MAKE_MIGRATIONS}\n{publish}\n{NOTHING_LEFT_TO_MIGRATE}"


def test_without_the_publisher_pages_render_and_nothing_of_it_is_imported(tmp_path: Path) -> None:
    host = Host(tmp_path, WITHOUT_PUBLISHER)
    migrated.copy_to(host.database)
    code = PUBLISH.format(models="newswire.cms.pages.models", index="NewsIndexPage", article="ArticlePage")
    code += "import sys; assert not [m for m in sys.modules if m.startswith('newswire.publisher')]"
    assert "published" in host.python(code)


def test_a_host_with_a_page_model_of_its_own_has_articles_too(tmp_path: Path) -> None:
    host = Host(tmp_path, OWN_PAGE_MODEL, own=STORY)
    assert "published" in host.python(migrated_first("own.models", index="Stories", article="Story"))


def test_a_host_with_an_image_model_of_its_own_has_credits_beside_it(tmp_path: Path) -> None:
    host = Host(tmp_path, OWN_IMAGE_MODEL, own=PHOTO)
    code = migrated_first("newswire.cms.pages.models", index="NewsIndexPage", article="ArticlePage")
    assert "published" in host.python(code)


def test_other_settings_ask_for_no_migration(tmp_path: Path) -> None:
    Host(tmp_path, OTHER_SETTINGS).manage(
        "makemigrations", "newswire_cms", "newswire_pages", "--check", "--dry-run"
    )


WITH_PUBLISHER = """
from settings import *
INSTALLED_APPS = [app for app in INSTALLED_APPS if app != "host"]
ROOT_URLCONF = "own_urls"
"""

OUT_FOR_A_WHILE = """
import django
django.setup()
from django.test import Client
from newswire.cms.pages.models import ArticlePage
page = ArticlePage.objects.get(title="Newer")
page.title = "Changed meanwhile"
page.save_revision().publish()
html = Client().get(page.url, SERVER_NAME="localhost").content.decode()
assert "<h1>Changed meanwhile</h1>" in html, html
print("edited")
"""

BACK_AGAIN = """
import django
django.setup()
from newswire.publisher import channels, dispatch, reconcile
from newswire.publisher.models import Channel, Delivery, Event, Publication
found = reconcile.step()
assert found.raised == 1, found
dispatch.run()
assert Publication.objects.get(title="Changed meanwhile").version == 2
assert Delivery.objects.filter(publication__title="Changed meanwhile", version=2).count() == 1
print("found")
"""

ANNOUNCED = """
from newswire.publisher import channels, dispatch
from newswire.publisher.models import Publication
channel, _ = channels.create("Partner", "http://127.0.0.1:9/", page_types=["newswire_pages.articlepage"])
channels.start(channel)
page.save_revision().publish()
dispatch.run()
assert Publication.objects.get(title="Newer").version == 1
"""


def test_the_publisher_is_taken_out_and_put_back_and_finds_what_was_changed_meanwhile(tmp_path: Path) -> None:
    host = Host(tmp_path, WITH_PUBLISHER)
    migrated.copy_to(host.database)
    code = PUBLISH.format(models="newswire.cms.pages.models", index="NewsIndexPage", article="ArticlePage")
    assert "published" in host.python(code + ANNOUNCED)
    settings = tmp_path / "own_settings.py"
    settings.write_text(WITHOUT_PUBLISHER)
    assert "edited" in host.python(OUT_FOR_A_WHILE)
    settings.write_text(WITH_PUBLISHER)
    assert "found" in host.python(BACK_AGAIN)


OUT_FOR_GOOD = """
import django
django.setup()
from django.core.management import call_command
from django.db import connection
from newswire.publisher.models import LiveText, Publication
from newswire.publisher.translating.refresh import refresh
refresh(Publication.objects.get(title="Newer").page_id)
assert LiveText.objects.exists()
call_command("migrate", "newswire_publisher", "zero", verbosity=0)
left = [name for name in connection.introspection.table_names() if name.startswith("newswire_publisher")]
assert left == [], left
print("gone")
"""


def test_the_publisher_is_taken_out_with_its_tables(tmp_path: Path) -> None:
    host = Host(tmp_path, WITH_PUBLISHER)
    migrated.copy_to(host.database)
    code = PUBLISH.format(models="newswire.cms.pages.models", index="NewsIndexPage", article="ArticlePage")
    assert "published" in host.python(code + ANNOUNCED)
    assert "gone" in host.python(OUT_FOR_GOOD)
