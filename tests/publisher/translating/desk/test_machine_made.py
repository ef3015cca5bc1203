"""What a machine has translated is marked until somebody has read it."""

import csv
import io

import pytest
from django.urls import reverse
from wagtail.models import Page

from newswire.publisher.translating import desk, refresh
from newswire.publisher.translating.counts import counts
from newswire.publisher.translating.desk import Cell
from newswire.publisher.translating.filters import Filters, keys_of, sources
from newswire.publisher.translating.machine.marks import confirm as read_by_a_person
from newswire.publisher.translating.machine.marks import mark

from .listing import DESK, MATRIX, listed


@pytest.fixture
def machine_made(newsroom, french):
    """Three of the versions: live, live and out of date, a draft."""
    names = ("current", "stale", "draft")
    made = {
        name: Page.objects.get(translation_key=newsroom[name].translation_key, locale=french)
        for name in names
    }
    for version in made.values():
        mark(version.pk, "Service")
    return made


def test_what_a_machine_made_is_marked_beside_its_state(machine_made, boss, client_of):
    refresh.step(30)
    rows = {row.source.title: row for row in desk.articles(list(sources(Filters())))}
    marked = {title: row.cells["fr"] for title, row in rows.items() if "fr" in row.machine_made}
    assert marked == {"current": Cell.LIVE, "stale": Cell.STALE, "draft": Cell.DRAFT}
    assert counts()["fr"][Cell.MACHINE] == 3
    assert counts(list(keys_of(sources(Filters(query="draft")))))["fr"][Cell.MACHINE] == 1
    client = client_of(boss)
    assert client.get(reverse(MATRIX)).content.decode().count("Machine-made") == 3 + 1  # and their number
    answer = client.get(reverse("newswire_languages:matrix_csv"))
    table = list(csv.reader(io.StringIO(b"".join(answer.streaming_content).decode("utf-8-sig"))))
    assert ["stale", "en", "Source", "Out of date, Machine-made"] in [row[:4] for row in table]


def test_what_a_machine_made_is_listed_until_somebody_has_read_it(machine_made, french, boss, client_of):
    assert set(listed(french, Cell.MACHINE)) == {"current", "stale", "draft"}
    shown = client_of(boss).get(reverse(DESK), {"lang": "fr", "state": "machine"}).content.decode()
    for version in machine_made.values():
        assert reverse("newswire_languages:machine_confirmed", args=[version.pk]) in shown
    read_by_a_person(machine_made["current"], boss)
    assert set(listed(french, Cell.MACHINE)) == {"stale", "draft"}
    assert set(listed(french)) == {"missing", "stale"}, "as it was"
