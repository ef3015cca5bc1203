import json
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from pytest_django import Settings
from services import tree
from services.receiver import Receiver

from newswire.publisher import channels, deliver, dispatch
from newswire.publisher.models import Channel

pytestmark = pytest.mark.django_db(transaction=True)


def run(*arguments: object) -> str:
    said = StringIO()
    call_command("newswire_resend", *map(str, arguments), stdout=said)
    return said.getvalue()


@pytest.fixture
def channel(receiver: Receiver) -> Channel:
    tree.home()
    channel, _ = channels.create("Partner", receiver.url, page_types=["host.hostpage"])
    channels.start(channel)
    return channel


def work() -> None:
    dispatch.run(5)
    deliver.run(5)


def titles(receiver: Receiver) -> list[str]:
    return [json.loads(request.body)["data"]["title"] for request in receiver.requests]


def test_a_channel_gets_everything_again_under_new_webhook_ids(channel: Channel, receiver: Receiver) -> None:
    tree.live("One")
    tree.live("Two")
    work()
    assert "2 of 2 pages are queued for Partner" in run("--channel", "Partner")
    work()
    assert sorted(titles(receiver)) == ["One", "One", "Two", "Two"]
    assert len({request.headers["webhook-id"] for request in receiver.requests}) == 4


def test_only_some_pages(channel: Channel, receiver: Receiver) -> None:
    page = tree.live("One")
    tree.live("Two")
    work()
    run("--channel", "Partner", "--page", page.pk, "--language", "en", "--since", "2020-01-01")
    work()
    assert sorted(titles(receiver)) == ["One", "One", "Two"]
    assert "0 live pages" in run("--channel", "Partner", "--since", "2999-01-01", "--dry-run")


def test_if_changed_sends_nothing_where_nothing_changed(channel: Channel, receiver: Receiver) -> None:
    tree.live("One")
    work()
    assert "1 pages are rendered again" in run("--if-changed")
    work()
    assert titles(receiver) == ["One"]


def test_if_changed_sends_what_now_renders_differently(
    channel: Channel, receiver: Receiver, settings: Settings, tmp_path: Path
) -> None:
    tree.live("One")
    work()
    (tmp_path / "host").mkdir()
    (tmp_path / "host" / "host_page.html").write_text("<main><h2>{{ page.title }}</h2></main>")
    settings.TEMPLATES = [{**settings.TEMPLATES[0], "DIRS": [tmp_path]}]
    run("--if-changed")
    work()
    bodies = [json.loads(request.body)["data"]["html"] for request in receiver.requests]
    assert len(bodies) == 2
    assert bodies[0] != bodies[1]


def test_a_dry_run_counts_and_sends_nothing(channel: Channel, receiver: Receiver) -> None:
    tree.live("One")
    work()
    assert run("--channel", "Partner", "--dry-run") == "1 live pages.\n"
    work()
    assert len(receiver.requests) == 1


def test_an_unknown_channel_and_a_wrong_time_are_said(channel: Channel) -> None:
    with pytest.raises(CommandError, match=r"no channel Partnr. There are: Partner"):
        run("--channel", "Partnr")
    with pytest.raises(CommandError, match="is no time"):
        run("--channel", "Partner", "--since", "yesterday")
