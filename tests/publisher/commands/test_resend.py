import json
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from pytest_django import Settings
from services import tree
from services.receiver import Receiver

from newswire.publisher import deliver, dispatch
from newswire.publisher.models import Channel, Publication

pytestmark = pytest.mark.django_db(transaction=True)


def run(*arguments: object) -> str:
    said = StringIO()
    call_command("newswire_resend", *map(str, arguments), stdout=said)
    return said.getvalue()


def work() -> None:
    dispatch.run(5)
    deliver.run(5)


def titles(receiver: Receiver) -> list[str]:
    return [json.loads(request.body)["data"]["title"] for request in receiver.requests]


def test_only_some_pages(channel: Channel) -> None:
    page = tree.live("One")
    tree.live("Two")
    work()
    only = ("--if-changed", "--dry-run")
    assert run(*only) == "2 live pages.\n"
    assert run(*only, "--page", page.pk, "--language", "en", "--since", "2020-01-01") == "1 live pages.\n"
    assert run(*only, "--language", "fr") == "0 live pages.\n"
    assert run(*only, "--since", "2999-01-01") == "0 live pages.\n"


def test_where_there_is_no_page_no_job_is_spoken_of(channel: Channel) -> None:
    tree.live("One")
    work()
    assert run("--if-changed", "--language", "xx") == "0 live pages: nothing is rendered again.\n"


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


def test_a_dry_run_renders_and_sends_nothing(channel: Channel, receiver: Receiver) -> None:
    page = tree.live("One")
    work()
    before = Publication.objects.get(page_id=page.pk).generation
    run("--if-changed", "--dry-run")
    assert Publication.objects.get(page_id=page.pk).generation == before


def test_a_wrong_time_is_said_and_one_channel_is_another_commands_work(channel: Channel) -> None:
    with pytest.raises(CommandError, match="is no time"):
        run("--if-changed", "--since", "yesterday")
    with pytest.raises(CommandError, match="--if-changed"):
        run()
