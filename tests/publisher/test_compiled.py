"""A compiled query gives what its queryset would, for any values, and is built once."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.db import connection, transaction
from django.db.models import Exists, OuterRef, QuerySet
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from host.tree import Tree, plant
from support.beside import beside
from wagtail.models import Page

from newswire.publisher.compiled import Compiled, compiled
from newswire.publisher.models import Publication

pytestmark = pytest.mark.django_db(transaction=True)


def deep(depth: int, since: datetime) -> QuerySet[Page]:
    known = Publication.objects.filter(page_id=OuterRef("pk"), captured_at__gte=since)
    pages = Page.objects.filter(depth__gte=depth, live=True).select_related("locale")
    return pages.annotate(known=Exists(known)).order_by("path")[:50]


def keyed(*keys: UUID) -> QuerySet[Page, tuple[int, UUID]]:
    return Page.objects.filter(translation_key__in=keys).order_by("pk").values_list("pk", "translation_key")


@pytest.fixture
def tree() -> Tree:
    planted = plant()
    for number in range(3):
        planted.published(f"Story {number}")
    return planted


@pytest.fixture
def counted() -> Iterator[tuple[Compiled[Any], list[int]]]:
    """`deep`, compiled, and how often it was built."""
    calls: list[int] = []

    def build(*values: Any) -> QuerySet[Page]:
        calls.append(len(values))
        return deep(*values)

    yield compiled(build), calls


def test_objects_come_as_the_queryset_gives_them(
    tree: Tree, counted: tuple[Compiled[Any], list[int]]
) -> None:
    found, calls = counted
    past, future = timezone.now() - timedelta(days=1), timezone.now() + timedelta(days=1)
    for depth, since in [(1, past), (3, past), (3, future), (99, past)]:
        rows = found(depth, since)
        expected = list(deep(depth, since))
        assert [vars(one).keys() for one in rows] == [vars(one).keys() for one in expected]
        assert [(one.pk, one.title, one.known) for one in rows] == [
            (one.pk, one.title, one.known) for one in expected
        ]
        with CaptureQueriesContext(connection) as queries:
            assert [one.locale.language_code for one in rows] == ["en"] * len(rows)
        assert not queries.captured_queries, "what was selected beside them is there"
    assert calls == [2], "built once, whatever it was given"


def test_a_row_that_was_given_can_be_saved(tree: Tree, counted: tuple[Compiled[Any], list[int]]) -> None:
    found, _ = counted
    page = found(3, timezone.now())[0]
    page.draft_title = "Changed"
    page.save(update_fields=["draft_title"])
    assert found(3, timezone.now())[0].draft_title == "Changed"


def test_each_number_of_values_has_a_statement_of_its_own(tree: Tree) -> None:
    found, pages = compiled(keyed), list(Page.objects.order_by("pk")[:3])
    for count in (1, 3, 2):
        keys = [page.translation_key for page in pages[:count]]
        assert found(*keys) == list(keyed(*keys))
        assert len(found(*keys)) == count
    assert found.first(pages[1].translation_key) == (pages[1].pk, pages[1].translation_key)
    assert found.first(uuid4()) is None
    assert found() == []


def test_it_is_a_part_of_another_statement(tree: Tree) -> None:
    statement, parameters = compiled(keyed).sql(tree.home.translation_key)
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT count(*) FROM ({statement}) AS inner_one", parameters)
        assert cursor.fetchone() == (1,)


def test_another_thread_asks_over_its_own_connection(
    tree: Tree, counted: tuple[Compiled[Any], list[int]]
) -> None:
    found, calls = counted
    with transaction.atomic():
        Page.objects.filter(pk=tree.home.pk).update(live=False)
        here = {page.pk for page in found(1, timezone.now())}
        there: list[set[int]] = []
        if connection.vendor == "postgresql":  # on SQLite it would wait for this transaction
            with beside(lambda: there.append({page.pk for page in found(1, timezone.now())})):
                pass
        transaction.set_rollback(True)
    assert tree.home.pk not in here
    assert all(tree.home.pk in pages for pages in there), "what is not committed is seen here alone"
    assert calls == [2]
