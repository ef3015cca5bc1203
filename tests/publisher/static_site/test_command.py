"""`newswire_site`: a whole site from nothing, after a loss, after a change, and again."""

import threading
import time
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import connections
from django.utils import timezone
from host.models import HostPage
from host.tree import plant
from pytest_django import Settings
from support.announced import republish
from support.factories import make_channel
from support.folder import tree, written
from support.once import once
from support.static_builder import killed_after
from support.static_reader import BASE, missing

from newswire.publisher import dispatch
from newswire.publisher.deliver import alone, batches
from newswire.publisher.dispatch.select import unsettled
from newswire.publisher.models import Channel, Copy, Delivery, Job, Lane, StaticFile

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.process]

PAGES = 5  # and the home page


def announce_all() -> None:
    """The home page too, which nobody has published: it is looked at two seconds after it was made."""
    while unsettled().exists():
        if not dispatch.run():
            time.sleep(0.1)


@pytest.fixture
def changes(settings: Settings, tmp_path: Path) -> dict[str, Any]:
    folder = {
        "BACKEND": "django.core.files.storage.FileSystemStorage",
        "OPTIONS": {"location": str(tmp_path / "site")},
    }
    settings.STORAGES = {**settings.STORAGES, "public": folder}
    return {"STORAGES": settings.STORAGES}


@pytest.fixture
def pages(changes: dict[str, Any]) -> list[Any]:
    once("pages of a static site", _make_pages)
    return [*HostPage.objects.filter(title__startswith="Page ").order_by("pk")]


def _make_pages() -> None:
    tree = plant()
    for number in range(PAGES):
        tree.published(f"Page {number}")
    announce_all()


@pytest.fixture
def channel(pages: list[Any]) -> Channel:
    options = {"storage": "public", "per_page": 5}
    types = ["host.hostpage"]
    return make_channel(
        BASE,
        transport="storage",
        name="Public",
        options=options,
        page_types=types,
        cap=200,
        started_at=timezone.now(),
    )


def site(*arguments: str) -> str:
    out = StringIO()
    call_command("newswire_site", "Public", *arguments, stdout=out, stderr=out)
    return out.getvalue()


def test_killed_as_often_as_it_takes_it_builds_the_whole_site(
    channel: Channel, changes: dict[str, Any], tmp_path: Path
) -> None:
    root = tmp_path / "site"
    for files in (1, 8):
        killed_after(files, changes, "newswire_site", "Public")
        assert not missing(tree(root))
        assert not Delivery.objects.filter(state=Delivery.State.DELIVERED).exists(), "killed half way"
    assert f"{PAGES + 1:,} pages." in site()

    assert not missing(tree(root))
    assert len([path for path in tree(root) if path.startswith("en/page-")]) == PAGES
    assert (
        Copy.objects.filter(channel=channel, url__startswith=f"{BASE}en/page-", state="live").count() == PAGES
    )
    assert Job.objects.get().state == Job.State.DONE
    before = written(root)
    assert f"{PAGES + 1:,} pages." in site()
    assert written(root) == before, "the second time there is nothing to write"


def test_what_a_change_of_templates_changes_is_written_alone(
    channel: Channel, settings: Settings, tmp_path: Path
) -> None:
    site()
    before, root = tree(tmp_path / "site"), tmp_path / "site"
    own = tmp_path / "templates" / "newswire_publisher" / "storage"
    own.mkdir(parents=True)
    (own / "home.html").write_text("<!doctype html><title>Ours</title>")
    (engine,) = settings.TEMPLATES
    settings.TEMPLATES = [{**engine, "DIRS": [tmp_path / "templates"]}]
    stands = written(root)
    site()
    assert written(root) == stands
    site("--anew")
    assert {path for path, text in tree(root).items() if before[path] != text} == {"index.html"}


def test_another_title_is_on_every_page(channel: Channel, tmp_path: Path) -> None:
    site()
    Channel.objects.update(options={**channel.options, "titles": "en: The Daily"})
    site()
    pages = {path: text for path, text in tree(tmp_path / "site").items() if path.endswith(".html")}
    assert all(b"The Daily</title>" in text for path, text in pages.items() if path.startswith("en/"))


def test_a_storage_that_was_emptied_is_filled_again(channel: Channel, tmp_path: Path) -> None:
    site()
    root = tmp_path / "site"
    before = tree(root)
    for path in before:
        (root / path).unlink()
    site()
    assert tree(root) == {}, "it is not looked at"
    site("--lost")
    assert tree(root) == before


def test_a_page_that_came_meanwhile_is_in_it(channel: Channel, pages: list[Any], tmp_path: Path) -> None:
    site()
    republish(pages[0], title="Quite another")
    pages[1].unpublish()
    announce_all()
    batches.run()
    root = tmp_path / "site"
    assert b"Quite another" in (root / "en/page-0/index.html").read_bytes()
    assert not (root / "en/page-1").exists()
    assert not missing(tree(root))


def test_a_takedown_by_command_needs_no_worker(channel: Channel, pages: list[Any], tmp_path: Path) -> None:
    site()
    said = StringIO()
    arguments = ["--reason", "Ordered by the court.", "--wait", "5"]
    call_command("newswire_takedown", str(pages[1].pk), *arguments, stdout=said, stderr=StringIO())
    assert "Public: confirmed since" in said.getvalue()
    assert not (tmp_path / "site/en/page-1").exists()


def test_a_lane_that_a_killed_run_left_asleep_is_woken(
    channel: Channel, pages: list[Any], tmp_path: Path
) -> None:
    site()
    republish(pages[0], title="Quite another")
    announce_all()
    Lane.objects.filter(channel=channel).update(due_at=None)
    site()
    assert b"Quite another" in (tmp_path / "site/en/page-0/index.html").read_bytes()


def test_it_ends_when_its_channel_is_paused_meanwhile(
    channel: Channel, pages: list[Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    site()
    republish(pages[0], title="Quite another")

    def paused(seconds: float) -> int:
        Channel.objects.filter(pk=channel.pk).update(state=Channel.State.PAUSED)
        return 0

    monkeypatch.setattr(batches, "run", paused)
    with pytest.raises(CommandError, match="1 pages could not be made"):
        site()


def test_no_batch_begins_while_it_has_the_channel(channel: Channel, pages: list[Any]) -> None:
    site()
    republish(pages[0], title="Quite another")
    announce_all()
    with alone.alone(channel):
        assert batches.run(1) == 0
        with pytest.raises(alone.Taken), alone.alone(channel, patience=0):
            pass
    assert batches.run() == 1


def test_a_batch_under_way_is_waited_for(channel: Channel, pages: list[Any]) -> None:
    site()
    republish(pages[0], title="Quite another")
    announce_all()
    under_way = batches._claimed()
    with pytest.raises(alone.Taken), alone.alone(channel, patience=0):
        pass
    entered = threading.Event()

    def other() -> None:
        with alone.alone(channel):
            entered.set()
        connections.close_all()

    thread = threading.Thread(target=other)
    thread.start()
    batches._Sending(under_way).run()
    thread.join(60)
    assert entered.is_set()


def test_what_cannot_be_built_says_why(channel: Channel, settings: Settings, tmp_path: Path) -> None:
    make_channel("https://hook.example/", name="Hook")
    with pytest.raises(CommandError, match="no static site"):
        call_command("newswire_site", "Hook")
    with pytest.raises(CommandError, match="There is no channel"):
        call_command("newswire_site", "Nobody")
    Channel.objects.filter(pk=channel.pk).update(state=Channel.State.PAUSED)
    with pytest.raises(CommandError, match="Switch Public on first"):
        site()
    Channel.objects.filter(pk=channel.pk).update(state=Channel.State.ACTIVE)
    (tmp_path / "site").write_text("a file where the folder should be")
    with pytest.raises(CommandError, match="The storage fails"):
        site()
    (tmp_path / "site").unlink()
    assert not StaticFile.objects.exclude(digest="").exists()


def test_an_empty_newsroom_has_a_first_page(changes: dict[str, Any], tmp_path: Path) -> None:
    plant()
    options = {"storage": "public"}
    make_channel(BASE, transport="storage", name="Public", options=options, started_at=timezone.now())
    assert "0 pages." in site()
    files = tree(tmp_path / "site")
    assert set(files) == {"index.html", "news-sitemap.xml", "site.css", "sitemap-1.xml", "sitemap.xml"}
    assert b"There is no news yet." in files["index.html"]
