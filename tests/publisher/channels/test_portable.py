"""Channels leave and come in: with what they want, without what is secret; all or none."""

import json
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from host.models import HostPage
from support.factories import make_channel
from support.newsroom import tree

from newswire.publisher import secrets
from newswire.publisher.channels import portable
from newswire.publisher.models import Channel

__all__ = ["tree"]
pytestmark = pytest.mark.django_db(transaction=True)


def run(*arguments: str, **options: Any) -> str:
    output = StringIO()
    call_command("newswire_channels", *arguments, stdout=output, **options)
    return output.getvalue()


@pytest.fixture
def partner(tree: Any) -> Channel:
    return make_channel(
        "https://partner.example/hook",
        name="Partner",
        cap=2,
        rate=30,
        languages=["fr"],
        sections=[tree.home.pk],
        page_types=["host.hostpage"],
        order="every",
        options={"content_type": "application/cloudevents+json", "bucket_secret": "hunter2"},
    )


def test_what_leaves_comes_in_the_same_paused_and_with_a_new_secret(partner: Channel, tmp_path: Path) -> None:
    (old,) = secrets.valid(partner)
    text = run("export")
    assert old not in text
    assert "hunter2" not in text
    assert str(partner.uuid) not in text
    (tmp_path / "channels.json").write_text(text)
    partner.delete()
    printed = run("import", str(tmp_path / "channels.json"))
    made = Channel.objects.get()
    (new,) = secrets.valid(made)
    assert new in printed and new != old
    assert made.state == Channel.State.PAUSED and made.started_at is None
    assert made.options == {"content_type": "application/cloudevents+json"}
    assert json.loads(run("export")) == json.loads(text)


def test_a_name_that_is_there_is_left_alone(partner: Channel, tmp_path: Path) -> None:
    (tmp_path / "channels.json").write_text(run("export"))
    Channel.objects.update(address="https://other.example/hook")
    assert "0 made." in run("import", str(tmp_path / "channels.json"))
    assert Channel.objects.get().address == "https://other.example/hook"


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({"sections": ["/nowhere/"]}, "Partner: there is no page /nowhere/ here."),
        ({"transport": "pigeon"}, "Partner: there is no transport pigeon here."),
        ({"format": "pigeon"}, "Partner: there is no format pigeon here."),
        ({"mode": "loud"}, "Partner: "),
        ({"languages": "fr"}, "Partner: languages is not of its kind."),
        ({"topics": [1]}, "Partner: topics is not of its kind."),
        ({"options": ["a"]}, "Partner: options is not of its kind."),
        ({"trusted": "no"}, "Partner: trusted is not of its kind."),
        ({"address": None}, "Partner: address is not of its kind."),
        ({"sections": 7}, "Partner: "),
        ({"sections": [{"a": 1}]}, "Partner: "),
        ({"cap": 10**30}, "Partner: "),
        ({"cap": -1}, "Partner: "),
        ({"name": None}, "A channel has no name or no address."),
    ],
)
def test_what_does_not_fit_is_refused_whole(partner: Channel, change: dict[str, Any], says: str) -> None:
    data = portable.export(Channel.objects.select_related("lane"))
    partner.delete()
    broken = {
        "version": 1,
        "channels": [{**data["channels"][0], "name": "First"}, data["channels"][0] | change],
    }
    with pytest.raises(portable.NotPortable, match=says):
        portable.take_in(broken)
    assert not Channel.objects.exists()


def test_a_name_that_stands_there_twice_is_said_in_words(partner: Channel) -> None:
    data = portable.export(Channel.objects.select_related("lane"))
    partner.delete()
    with pytest.raises(portable.NotPortable, match=r"^Partner"):
        portable.take_in({"version": 1, "channels": data["channels"] * 2})
    assert not Channel.objects.exists()


@pytest.mark.parametrize("text", ["", "[]", '{"version": 2}', '{"version": 1, "channels": [3]}'])
def test_another_file_is_refused(tmp_path: Path, text: str) -> None:
    (tmp_path / "channels.json").write_text(text)
    with pytest.raises(CommandError):
        run("import", str(tmp_path / "channels.json"))


def test_a_proxy_is_refused_as_it_is_where_a_channel_is_made(
    partner: Channel, monkeypatch: pytest.MonkeyPatch
) -> None:
    data = portable.export(Channel.objects.select_related("lane"))
    partner.delete()
    monkeypatch.setattr(HostPage._meta, "proxy", True)
    with pytest.raises(portable.NotPortable, match=r"^Partner: host\.hostpage is a proxy"):
        portable.take_in(data)


def test_only_some_leave(partner: Channel) -> None:
    make_channel("https://second.example/hook", name="Second")
    assert [one["name"] for one in json.loads(run("export", channel=["Second"]))["channels"]] == ["Second"]
    with pytest.raises(CommandError, match="no channel Third"):
        run("export", channel=["Third"])


def test_indexnow_comes_in_with_a_key_of_its_own(partner: Channel) -> None:
    """Its name sounds like a secret, so it does not leave; without one nothing could be submitted."""
    Channel.objects.update(transport="indexnow", options={"key": "0123456789abcdef"})
    data = portable.export(Channel.objects.select_related("lane"))
    partner.delete()
    ((made, _),) = portable.take_in(data)
    assert len(made.options["key"]) == 32
