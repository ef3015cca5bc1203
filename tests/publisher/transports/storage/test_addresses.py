"""Where pages stand: redirects of those that moved, and no way out of the language."""

from pathlib import Path

import pytest
from support import static_news
from support.batch_contract import sent
from support.static_news import article, gone
from support.static_reader import BASE

from newswire.publisher.models import StaticPage
from newswire.publisher.transports.base import Destination, ErrorKind, Outcome

from .folder import STORAGE, delivered

pytestmark = pytest.mark.django_db


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
