"""A static site in a folder, as the transport makes it of what it is sent."""

from pathlib import Path
from uuid import uuid4

import pytest
from support import static_news
from support.batch_contract import BatchContract, sent
from support.folder import tree, written
from support.static_news import article, gone
from support.static_reader import BASE

from newswire.publisher.transports.base import Destination, ErrorKind, Outcome

from .folder import STORAGE, delivered

pytestmark = pytest.mark.django_db


class TestStorage(BatchContract):
    transport = STORAGE


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


def test_an_unknown_page_that_goes_makes_no_list(destination: Destination, root: Path) -> None:
    delivered(destination, gone(str(uuid4()), 1, lang="de"))

    assert not (root / "de").exists()
    assert "There is no news yet." in (root / "index.html").read_text()
