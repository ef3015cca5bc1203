"""A static site in a folder, as the transport makes it of what it is sent."""

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from django.contrib.auth.models import User
from django.core.cache import cache
from django.core.files.storage import storages
from django.test import Client
from host.tree import plant
from pytest_django import Settings
from support import static_news
from support.batch_contract import BatchContract, sent
from support.factories import make_channel
from support.static_news import article, gone
from support.static_reader import BASE

from newswire.publisher import transports
from newswire.publisher.channels import send_test
from newswire.publisher.models import Channel, StaticFile, StaticPage
from newswire.publisher.transports.base import Destination, ErrorKind, Outcome

pytestmark = pytest.mark.django_db

STORAGE = transports.batched("storage")
IN_A_FOLDER = "django.core.files.storage.FileSystemStorage"


@pytest.fixture
def root(tmp_path: Path, settings: Settings) -> Path:
    folder = tmp_path / "site"
    settings.MEDIA_ROOT = tmp_path / "media"
    cache.clear()  # Wagtail keeps renditions there, of pictures that a test before this one had
    settings.STORAGES = {
        **settings.STORAGES,
        "public": {"BACKEND": IN_A_FOLDER, "OPTIONS": {"location": folder}},
    }
    return folder


@pytest.fixture
def destination(root: Path) -> Destination:
    options = {"storage": "public", "titles": "en: The Daily\nfr: Le Quotidien"}
    channel = make_channel(BASE, transport="storage", name="Public", options=options)
    return Destination(channel.pk, channel.name, "storage", BASE, options)


class TestStorage(BatchContract):
    transport = STORAGE


def tree(root: Path) -> dict[str, bytes]:
    return {str(path.relative_to(root)): path.read_bytes() for path in root.rglob("*") if path.is_file()}


def written(root: Path) -> dict[Path, tuple[int, int]]:
    """Which file stands where, and since when."""
    return {path: ((found := path.stat()).st_ino, found.st_mtime_ns) for path in root.rglob("*")}


def delivered(destination: Destination, *contents: bytes) -> list[str]:
    verdicts = sent(STORAGE, destination, *contents)
    assert [one and one.outcome for one in verdicts] == [Outcome.DELIVERED] * len(contents)
    return [one.url for one in verdicts if one]


def test_a_page_stands_where_the_answer_says(destination: Destination, root: Path) -> None:
    (url,) = delivered(destination, article("bridge"))

    assert url == f"{BASE}en/bridge/"
    page = (root / "en/bridge/index.html").read_text()
    assert '<html lang="en" dir="ltr">' in page
    assert f'<link rel="canonical" href="{url}">' in page
    assert "<title>About bridge · The Daily</title>" in page
    assert {"index.html", "site.css", "sitemap.xml", "en/index.html", "en/rss.xml"} <= set(tree(root))


def test_what_does_not_change_is_not_written(destination: Destination, root: Path) -> None:
    contents = [article(f"n{number}") for number in range(3)]
    delivered(destination, *contents)
    before = written(root)
    delivered(destination, *contents)
    delivered(destination, article("n1", version=2))

    assert written(root) == before


def test_a_withdrawn_page_leaves_nothing_behind(destination: Destination, root: Path) -> None:
    delivered(destination, article("kept"))
    before = tree(root)
    picture = static_news.picture("bridge")
    delivered(destination, article("bridge", images=[picture], topics=[{"slug": "space", "name": "Space"}]))
    assert len([path for path in tree(root) if path.startswith("pictures/")]) == 2
    assert "en/topic/space/index.html" in tree(root)
    delivered(destination, gone("bridge", 2, kind="taken_down"))

    assert tree(root) == before
    assert not (root / "pictures").exists()


def test_an_older_version_changes_nothing(destination: Destination, root: Path) -> None:
    delivered(destination, gone("bridge", 5))
    delivered(destination, article("bridge", version=4))

    assert not (root / "en/bridge").exists()


def test_a_moved_page_leaves_a_redirect(destination: Destination, root: Path) -> None:
    old = f"{static_news.NEWSROOM}/en/news/bridge/"
    delivered(destination, article("bridge"))
    moved = article("bridge", 2, url=f"{static_news.NEWSROOM}/en/news/new-bridge/", previousUrls=[old])
    (url,) = delivered(destination, moved)

    assert url == f"{BASE}en/new-bridge/"
    page = (root / "en/bridge/index.html").read_text()
    assert f'content="0; url={url}"' in page and f'<link rel="canonical" href="{url}">' in page
    delivered(destination, gone("bridge", 3))
    assert not (root / "en/bridge").exists() and not (root / "en/new-bridge").exists()


def test_a_page_that_comes_back_takes_the_place_of_its_redirect(destination: Destination, root: Path) -> None:
    there, here = (f"{static_news.NEWSROOM}/en/news/{slug}/" for slug in ("there", "here"))
    delivered(destination, article("bridge", 1, url=here))
    delivered(destination, article("bridge", 2, url=there, previousUrls=[here]))
    delivered(destination, article("bridge", 3, url=here, previousUrls=[there]))

    assert "About bridge" in (root / "en/here/index.html").read_text()
    assert f"url={BASE}en/here/" in (root / "en/there/index.html").read_text()
    assert "refresh" not in (root / "en/here/index.html").read_text()


HOSTILE_URLS = {
    "up": "https://newsroom.example/en/../../../etc/passwd/",
    "encoded up": "https://newsroom.example/en/%2e%2e%2f%2e%2e%2fetc/",
    "nothing but dots": "https://newsroom.example/en/../",
    "emoji": "https://newsroom.example/en/%F0%9F%8C%89/",
    "arabic": "https://newsroom.example/ar/%D8%A7%D9%84%D8%AC%D8%B3%D8%B1/",
    "nul": "https://newsroom.example/en/a%00b/",
    "very long": f"https://newsroom.example/en/{'%D8%A7' * 900}/",
    "a list": "https://newsroom.example/en/page/",
    "a topic": "https://newsroom.example/en/topic/",
    "root": "https://newsroom.example/",
    "broken": "https://[newsroom/",
}


@pytest.mark.parametrize("url", HOSTILE_URLS.values(), ids=HOSTILE_URLS)
def test_no_address_leads_out_of_its_language(destination: Destination, root: Path, url: str) -> None:
    (found,) = delivered(destination, article("x", url=url))

    (page,) = StaticPage.objects.all()
    assert page.path and page.path.startswith("en/") and page.path.count("/") == 1
    assert (root / page.path / "index.html").is_file()
    assert found.startswith(f"{BASE}en/") and found.isascii()
    assert {path.name for path in root.parent.iterdir()} <= {"site", "media"}


@pytest.mark.parametrize("lang", ["../x", "en/..", "", "pictures", "a" * 90])
def test_what_is_no_language_is_refused(destination: Destination, lang: str, root: Path) -> None:
    (verdict,) = sent(
        STORAGE, destination, article("x").replace(b'"lang": "en"', b'"lang": "%s"' % lang.encode())
    )

    assert verdict and (verdict.outcome, verdict.error) == (Outcome.PARKED, ErrorKind.REJECTED)


def test_two_pages_of_one_name_stand_apart(destination: Destination, root: Path) -> None:
    url = "https://newsroom.example/en/news/bridge/"
    urls = delivered(destination, article("one", url=url), article("two", url=url))
    delivered(destination, article("two", 2, url=url, title="Anew"))

    assert len(set(urls)) == 2
    assert "About one" in (root / "en/bridge/index.html").read_text()
    (second,) = (path for path in root.glob("en/bridge-*/index.html"))
    assert "Anew" in second.read_text()


def test_a_page_that_cannot_be_made_holds_up_no_other(destination: Destination, root: Path) -> None:
    bad, good = sent(STORAGE, destination, article("bad", title=" "), article("good"))

    assert bad and (bad.outcome, bad.error) == (Outcome.PARKED, ErrorKind.REJECTED)
    assert "title" in bad.detail
    assert good and good.outcome is Outcome.DELIVERED


def test_files_are_replaced_and_readable(destination: Destination, root: Path) -> None:
    delivered(destination, article("bridge"))
    path = root / "en/bridge/index.html"
    with path.open() as reader:
        delivered(destination, article("bridge", 2, title="Anew"))
        assert "Anew" not in reader.read(), "who reads keeps the old one, whole"
    assert "Anew" in path.read_text()
    assert path.stat().st_mode & 0o044 == 0o044
    assert not list(root.rglob(".*"))


def test_a_storage_that_is_not_there(destination: Destination, settings: Settings) -> None:
    settings.STORAGES = {name: one for name, one in settings.STORAGES.items() if name != "public"}
    (verdict,) = sent(STORAGE, destination, article("bridge"))

    assert verdict and (verdict.outcome, verdict.error) == (Outcome.RETRY_BRIEFLY, ErrorKind.STORAGE)


def test_a_storage_that_refuses_says_no_secret(destination: Destination, root: Path) -> None:
    root.write_text("a file where the folder should be")
    (verdict,) = sent(STORAGE, destination, article("bridge"))

    assert verdict and (verdict.outcome, verdict.error) == (Outcome.RETRY, ErrorKind.STORAGE)
    assert str(root) not in verdict.detail and str(os.strerror(20)) not in verdict.detail
    root.unlink()
    delivered(destination, article("bridge"))


def test_a_storage_that_keeps_what_it_has_is_refused(destination: Destination, settings: Settings) -> None:
    keeping = {"BACKEND": "django.core.files.storage.InMemoryStorage"}
    settings.STORAGES = {**settings.STORAGES, "public": keeping}
    exchange = send_test(Channel.objects.get())

    assert (exchange.worked, exchange.error) == (False, ErrorKind.STORAGE)
    assert storages["public"].listdir("")[1] == []


def test_its_test_writes_reads_and_removes(destination: Destination, root: Path) -> None:
    exchange = send_test(Channel.objects.get())

    assert exchange.worked
    assert tree(root) == {}
    assert not StaticFile.objects.exists()


@pytest.fixture
def chief(client: Client, root: Path) -> Iterator[Client]:
    plant()
    client.force_login(User.objects.create_superuser("chief"))
    yield client


FORM = {
    "name": "Public",
    "address": "https://news.example.org",
    "storage": "public",
    "per_page": "20",
    "titles": "",
}


def saved(client: Client, **changes: Any) -> str:
    """What the form says of what was posted."""
    answer = client.post("/admin/newswire/channels/new/?transport=storage", {**FORM, **changes})
    return answer.content.decode() if answer.status_code == 200 else ""


def test_the_form_makes_a_site(chief: Client) -> None:
    shown = chief.get("/admin/newswire/channels/new/?transport=storage").content.decode()
    assert '<option value="public">' in shown
    assert 'value="default"' not in shown and 'name="trusted"' not in shown
    assert saved(chief, titles="en: The Daily\n\nfr : Le Quotidien ") == ""
    channel = Channel.objects.get()
    assert channel.address == "https://news.example.org/"
    assert channel.options == {
        "storage": "public",
        "titles": "en: The Daily\nfr: Le Quotidien",
        "per_page": 20,
    }


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"storage": "default"}, "There is no storage"),
        ({"storage": "nowhere"}, "There are: public."),
        ({"titles": "The Daily"}, "is not a language, a colon and a title"),
        ({"titles": "es: El Diario"}, "is no language of this newsroom"),
        ({"address": "https://news.example.org/?a=b"}, "has neither"),
        ({"address": "ftp://news.example.org/"}, "http"),
        ({"per_page": "1"}, "greater than or equal to 5"),
    ],
)
def test_the_form_says_why_not(chief: Client, changes: dict[str, str], reason: str) -> None:
    assert reason in saved(chief, **changes)
    assert not Channel.objects.exists()


def test_what_is_typed_is_checked(chief: Client) -> None:
    typed = {**FORM, "storage": "nowhere", "titles": "es: El Diario"}
    shown = chief.post("/admin/newswire/channels/check/storage/", typed).content.decode()
    assert "There are: public." in shown and "no language of this newsroom" in shown


def test_a_storage_is_for_one_site(chief: Client, destination: Destination, settings: Settings) -> None:
    assert "is written to this storage already" in saved(chief, name="Another")
    delivered(destination, article("bridge"))
    settings.STORAGES = {**settings.STORAGES, "other": {"BACKEND": IN_A_FOLDER}}
    edited = chief.post(f"/admin/newswire/channels/edit/{destination.id}/", {**FORM, "storage": "other"})
    assert "The site stands in “public” already" in edited.content.decode()


def test_deleting_a_channel_forgets_its_site(chief: Client, destination: Destination, root: Path) -> None:
    delivered(destination, article("bridge"))
    chief.post(f"/admin/newswire/channels/delete/{destination.id}/")

    assert not StaticPage.objects.exists() and not StaticFile.objects.exists()
    assert (root / "en/bridge/index.html").exists()


def test_an_unknown_page_that_goes_makes_no_list(destination: Destination, root: Path) -> None:
    delivered(destination, gone(str(uuid4()), 1, lang="de"))

    assert not (root / "de").exists()
    assert "There is no news yet." in (root / "index.html").read_text()
