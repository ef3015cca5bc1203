"""Channels are built once, and again as soon as anything of them has changed."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from host.tree import Tree
from support.factories import make_channel

from newswire.publisher import capture
from newswire.publisher.dispatch import select
from newswire.publisher.dispatch.channels import every_channel
from newswire.publisher.models import Channel, Publication

pytestmark = pytest.mark.django_db(transaction=True)

URL = "http://127.0.0.1:9/hook"


def test_a_change_is_seen_whatever_made_it() -> None:
    channel = make_channel(URL)
    assert every_channel()[channel.pk].name == channel.name

    Channel.objects.update(name="Renamed past every signal")
    assert every_channel()[channel.pk].name == "Renamed past every signal"


def test_a_new_one_and_one_deleted_are_seen() -> None:
    first = make_channel(URL)
    every_channel()
    second = make_channel(URL)
    assert list(every_channel()) == [first.pk, second.pk]

    first.delete()
    assert list(every_channel()) == [second.pk]
    second.delete()
    assert list(every_channel()) == []


def test_unchanged_channels_are_not_built_again() -> None:
    make_channel(URL)
    before = every_channel()
    with CaptureQueriesContext(connection) as queries:
        assert every_channel() is before
    assert len(queries) == 1


@pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite has no mark of a row")
def test_who_claims_publications_learns_whether_a_channel_has_changed(tree: Tree) -> None:
    channel = make_channel(URL)

    def claimed() -> str | None:
        Publication.objects.all().delete()
        capture.touch([tree.published().pk])
        return select.claim().channels

    before, as_of = every_channel(claimed()), claimed()
    with CaptureQueriesContext(connection) as queries:
        assert every_channel(as_of) is before
    assert len(queries) == 0
    Channel.objects.update(name="Renamed")
    assert every_channel(claimed())[channel.pk].name == "Renamed"
