"""The demo's content: every rule can be seen in it, and a second start makes nothing twice."""

import json
import tomllib
from pathlib import Path

import pytest
from demo import accounts, drafts, newsroom_pages, texts
from demo.keys import key_of
from demo.pictures import ALBUM
from django.contrib.auth.models import User
from django.test import Client
from PIL import Image
from pytest_django import Settings
from support.once import once
from wagtail.images import get_image_model
from wagtail.images.models import AbstractImage
from wagtail.images.tests.utils import get_test_image_file
from wagtail.models import Page, Site

from newswire.cms.models import PictureCredit
from newswire.cms.pages.models import ArticlePage, NewsIndexPage
from newswire.publisher.alarms.recipients import recipients
from newswire.publisher.models import Event

pytestmark = pytest.mark.django_db
ARTICLES = 18


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("demo")


@pytest.fixture
def passwords(folder: Path, settings: Settings) -> dict[str, str]:
    """After a first start of the demo, with small pictures."""
    settings.MEDIA_ROOT = folder / "media"
    settings.WAGTAILADMIN_BASE_URL = "http://localhost:8765"
    once("demo", lambda: start(folder))
    return json.loads((folder / accounts.FILE).read_text())


def start(folder: Path) -> dict[str, str]:
    homes = newsroom_pages.homes()
    passwords = accounts.make(folder)
    drafts.articles(homes, small_pictures(), User.objects.get(username="reporter"))
    return passwords


def small_pictures() -> dict[str, AbstractImage]:
    model = get_image_model()
    return {
        photograph.name: model.objects.filter(title=photograph.name).first()
        or model.objects.create(title=photograph.name, file=get_test_image_file())
        for photograph in ALBUM
    }


def sample(lang: str) -> ArticlePage:
    return ArticlePage.objects.get(translation_key=key_of("council"), locale__language_code=lang)


def test_a_second_start_keeps_what_is_there(passwords: dict[str, str], folder: Path) -> None:
    page = sample("en")
    page.title = "Changed by an editor"
    page.save_revision().publish()
    counted = Page.objects.count()
    assert start(folder) == passwords
    assert Page.objects.count() == counted
    assert sample("en").title == "Changed by an editor"


def test_somebody_can_be_told_by_mail_of_the_site_that_is_switched_off(passwords: dict[str, str]) -> None:
    assert [one.address for one in recipients()] == ["channels@newsroom.example"]


def test_all_news_is_the_home_page_in_three_languages(passwords: dict[str, str]) -> None:
    site = Site.objects.get()
    assert (site.hostname, site.port) == ("localhost", 8765)
    home = site.root_page.specific
    assert isinstance(home, NewsIndexPage)
    assert {page.locale.language_code for page in home.get_translations(inclusive=True)} == {"en", "fr", "de"}
    assert not Page.objects.filter(title__startswith="Welcome to your new Wagtail").exists()


def test_nothing_is_live_before_it_is_published(passwords: dict[str, str]) -> None:
    assert ArticlePage.objects.count() == ARTICLES
    assert not ArticlePage.objects.live().exists()
    assert not Event.objects.exists()


def test_published_the_sample_shows_what_its_blocks_promise(
    passwords: dict[str, str], client: Client
) -> None:
    for page in ArticlePage.objects.all():
        page.get_latest_revision().publish()
    for lang, words in (
        ("en", "Read full article in English"),
        ("de", "Vollständigen Artikel auf Englisch lesen"),
    ):
        page = sample(lang)
        html = client.get(page.url, headers={"host": "localhost:8765"}).content.decode()
        assert html.count('class="newswire-teaser"') == 5
        assert words in html
        assert html.count('hreflang="') >= 3


def test_photographs_are_as_large_as_real_ones_and_all_but_one_say_who_took_them(
    settings: Settings, tmp_path: Path
) -> None:
    settings.MEDIA_ROOT = tmp_path / "media"
    made = drafts.pictures()
    assert drafts.pictures() == made
    read = {credit.image.title: credit.text for credit in PictureCredit.objects.filter(from_file=True)}
    assert read == {
        photograph.name.capitalize(): photograph.credit for photograph in ALBUM if photograph.credit
    }
    assert sum(not photograph.credit for photograph in ALBUM) == 1

    pictures = {name: Image.open(picture.file.path) for name, picture in made.items()}
    assert {picture.format for picture in pictures.values()} == {"JPEG", "PNG", "WEBP"}
    assert {tuple(sorted(picture.size)) for picture in pictures.values()} == {(2000, 3000)}
    assert [name for name, picture in pictures.items() if picture.height > picture.width] == ["antenna"]
    assert all(picture.file.size > 1_000_000 for picture in made.values())


def test_every_language_says_the_same() -> None:
    tables = {path.stem: tomllib.loads(path.read_text("utf-8")) for path in texts.FOLDER.glob("*.toml")}
    assert set(tables) == set(texts.LANGUAGES)
    shapes = {
        lang: [(article["key"], len(article["body"]), article["topics"]) for article in table["articles"]]
        for lang, table in tables.items()
    }
    assert shapes["en"] == shapes["fr"] == shapes["de"]


@pytest.mark.parametrize(
    ("name", "may_edit", "may_publish"),
    [
        ("reporter", {"en", "fr", "de"}, set()),
        ("editor", {"en", "fr", "de"}, {"en", "fr", "de"}),
        ("translator", {"fr", "de"}, {"fr", "de"}),
        ("channels", set(), set()),
    ],
)
def test_each_login_may_do_its_work_and_no_other(
    passwords: dict[str, str],
    client: Client,
    name: str,
    may_edit: set[str],
    may_publish: set[str],
) -> None:
    assert client.login(username=name, password=passwords[name])
    assert client.get("/admin/").status_code == 200
    user = User.objects.get(username=name)
    allowed = {lang: sample(lang).permissions_for_user(user) for lang in texts.LANGUAGES}
    assert {lang for lang, can in allowed.items() if can.can_edit()} == may_edit
    assert {lang for lang, can in allowed.items() if can.can_publish()} == may_publish
    assert user.has_perm("newswire_publisher.change_channel") == (name == "channels")


def test_passwords_are_for_their_owner_alone(passwords: dict[str, str], folder: Path) -> None:
    assert (folder / accounts.FILE).stat().st_mode & 0o777 == 0o600
    assert len(set(passwords.values())) == 4
