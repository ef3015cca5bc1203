"""An English, French and German site with "All news" in each."""

import io
import shutil
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.core.cache import caches
from django.core.files.images import ImageFile
from django.test import Client
from django.urls import reverse
from host.models import HostPage
from PIL import Image as Pillow
from support.once import once
from wagtail.images import get_image_model
from wagtail.models import (
    Collection,
    GroupApprovalTask,
    Locale,
    Page,
    Site,
    Workflow,
    WorkflowPage,
    WorkflowTask,
)
from wagtail.test.utils.form_data import inline_formset, nested_form_data, rich_text, streamfield

from newswire.cms.pages.models import ArticlePage, NewsIndexPage


@pytest.fixture(autouse=True)
def own_media(settings: Any, tmp_path: Any) -> Iterator[None]:
    settings.MEDIA_ROOT = tmp_path / "media"
    settings.WAGTAILIMAGES_IMAGE_FORM_BASE = "newswire.cms.credits.forms.CreditImageForm"
    for cache in caches:
        caches[cache].clear()
    yield
    shutil.rmtree(tmp_path, ignore_errors=True)


@pytest.fixture
def root(db: None) -> Page:
    """What Wagtail's own migrations make: a transactional test before this one has emptied the database."""
    once("root", _make_root)
    return Page.get_first_root_node()


def _make_root() -> None:
    english, _ = Locale.objects.get_or_create(language_code="en")
    if not Collection.objects.exists():
        Collection.add_root(name="Root")
    found = Page.get_first_root_node() or Page.add_root(
        instance=Page(title="Root", slug="root", locale=english)
    )
    if not WorkflowPage.objects.exists():
        workflow = Workflow.objects.create(name="Moderators approval", active=True)
        task = GroupApprovalTask.objects.create(name="Moderators approval", active=True)
        WorkflowTask.objects.create(workflow=workflow, task=task, sort_order=0)
        WorkflowPage.objects.create(workflow=workflow, page=found)


@pytest.fixture
def indexes(root: Page) -> dict[str, NewsIndexPage]:
    """ "All news" by language, each below its language's home page."""
    once("indexes", _make_indexes)
    return {page.locale.language_code: page for page in NewsIndexPage.objects.select_related("locale")}


def _make_indexes() -> None:
    root = Page.get_first_root_node()
    english = Locale.objects.get(language_code="en")
    home = root.add_child(instance=HostPage(title="Home", slug="home-en", locale=english))
    Site.objects.all().delete()
    Site.objects.create(hostname="localhost", port=80, root_page=home, is_default_site=True)
    index = home.add_child(instance=NewsIndexPage(title="All news", slug="news", locale=english))
    for code, title in (("fr", "Toutes les actualités"), ("de", "Alle Nachrichten")):
        locale, _ = Locale.objects.get_or_create(language_code=code)
        translated = home.copy_for_translation(locale)
        translated.save_revision().publish()
        version = index.copy_for_translation(locale)
        version.title = title
        version.save_revision().publish()


@pytest.fixture
def write(indexes: dict[str, NewsIndexPage]) -> Callable[..., ArticlePage]:
    """Publishes an article: `write("Title", lang="fr", body=[...], under=section, **fields)`."""

    def write(
        title: str, lang: str = "en", under: Any = None, live: bool = True, **fields: Any
    ) -> ArticlePage:
        parent = (under or indexes[lang]).specific
        parent.refresh_from_db()
        fields.setdefault("body", [("paragraph", "<p>Two ministers met. They agreed.</p>")])
        page = parent.add_child(instance=ArticlePage(title=title, locale=parent.locale, live=False, **fields))
        revision = page.save_revision()
        if live:
            revision.publish()
        page.refresh_from_db()
        return page

    return write


@pytest.fixture
def translate() -> Callable[..., ArticlePage]:
    """A published version of an article in another language."""

    def translate(page: ArticlePage, lang: str, title: str, **fields: Any) -> ArticlePage:
        version = page.copy_for_translation(Locale.objects.get(language_code=lang))
        version = ArticlePage.objects.get(pk=version.pk)
        version.title = title
        for name, value in fields.items():
            setattr(version, name, value)
        version.save_revision().publish()
        return ArticlePage.objects.get(pk=version.pk)

    return translate


@pytest.fixture
def picture(db: None) -> Callable[..., Any]:
    """Uploads a picture: `picture("rover.jpg", credit="MECO")`."""

    def picture(name: str = "rover.jpg", size: tuple[int, int] = (1600, 1000), credit: str = "") -> Any:
        file = io.BytesIO()
        Pillow.new("RGB", size, (90, 110, 140)).save(file, "JPEG")
        image = get_image_model().objects.create(title=name, file=ImageFile(file, name=name))
        if credit:
            from newswire.cms.models import PictureCredit

            PictureCredit.objects.create(image=image, text=credit)
        return image

    return picture


@pytest.fixture
def editor(db: None) -> User:
    return User.objects.create_superuser("editor", "editor@example.org", "password")


@pytest.fixture
def admin(editor: User, root: Page) -> Client:
    client = Client()
    client.force_login(editor)
    return client


class Desk:
    """An editor at the real page editor. Action "save" keeps a draft; "publish" and "submit" do not."""

    PARAGRAPH = ("paragraph", rich_text("<p>Two ministers met. They agreed.</p>"))

    def __init__(self, client: Client) -> None:
        self.client = client

    def create(self, parent: Any, action: str = "publish", **fields: Any) -> Any:
        url = reverse("wagtailadmin_pages:add", args=["newswire_pages", "articlepage", parent.pk])
        return self.client.post(url, self.posted(action, fields))

    def edit(self, page: Any, action: str = "publish", **fields: Any) -> Any:
        url = reverse("wagtailadmin_pages:edit", args=[page.pk])
        return self.client.post(url, self.posted(action, {"slug": page.slug} | fields))

    def newest(self) -> ArticlePage:
        return ArticlePage.objects.order_by("-pk")[0]

    def errors(self, response: Any) -> dict[str, str]:
        assert response.status_code == 200, "no error was shown"
        found = response.context["form"].errors
        return {name: " ".join(map(str, messages)) for name, messages in found.items()}

    def posted(self, action: str, fields: dict[str, Any]) -> dict[str, Any]:
        data = {
            "title": "Council founded",
            "slug": "",
            "lead_picture": "",
            "related_automatically": "on",
            "article_topics": inline_formset([]),
            "article_authors": inline_formset([]),
            "corrections": inline_formset([]),
            "comments": inline_formset([]),
            **fields,
            "body": streamfield(fields.get("body", [self.PARAGRAPH])),
        }
        return nested_form_data(data) | ({} if action == "save" else {f"action-{action}": "1"})


@pytest.fixture
def desk(admin: Client) -> Desk:
    return Desk(admin)
