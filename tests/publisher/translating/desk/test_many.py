"""The desk over thousands of articles: it never asks per row, and goes by indexes."""

import uuid
from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from host.models import HostPage
from wagtail.models import Page

from newswire.publisher.models import Comparison, LiveText, MachineMade, Publication
from newswire.publisher.translating import desk, refresh
from newswire.publisher.translating.desk import Cell
from newswire.publisher.translating.filters import Filters, keys_of

from .listing import DESK, MATRIX


def many(count, tree, french, first=0):
    """Rows as publishing leaves them, without publishing each."""
    began = datetime(2020, 1, 1, tzinfo=UTC)
    home = Page.objects.get(pk=tree.home.pk)
    home_path = Page.objects.get(translation_key=home.translation_key, locale=french).path
    template = HostPage.objects.get(pk=home.pk)
    pages, texts = [], []
    for number in range(first, first + count):
        key = uuid.uuid4()
        at = began + timedelta(hours=number)
        pages.append(
            Page(
                path=f"{home.path}{number + 5000:04X}",
                depth=home.depth + 1,
                title=f"Article {number}",
                draft_title=f"Article {number}",
                slug=f"a{number}",
                url_path=f"{home.url_path}a{number}/",
                live=True,
                locale=home.locale,
                translation_key=key,
                first_published_at=at,
                content_type=template.content_type,
            )
        )
    made = Page.objects.bulk_create(pages)
    for page in made:
        texts.append(
            LiveText(
                page_id=page.pk,
                set_key=page.translation_key,
                locale_id=page.locale_id,
                digest="a" * 64,
                head_digest="a" * 64,
                first_published_at=page.first_published_at,
                is_source=True,
            )
        )
    LiveText.objects.bulk_create(texts)
    Publication.objects.bulk_create(
        Publication(page_id=page.pk, generation=1, settled=1, compared=1, state=Publication.State.LIVE)
        for page in made
    )
    versions = Page.objects.bulk_create(
        Page(
            path=f"{home_path}{place:04X}",
            depth=home.depth + 1,
            title=f"fr {page.title}",
            draft_title="x",
            slug=page.slug,
            url_path=f"/fr/{page.slug}/",
            live=True,
            locale=french,
            translation_key=page.translation_key,
            content_type=template.content_type,
        )
        for place, page in enumerate(made[: count // 2], first + 5000)
    )
    Comparison.objects.bulk_create(
        Comparison(
            page_id=version.pk,
            locale_id=french.pk,
            source_id=page.pk,
            digest=("a" if place % 2 else "b") * 64,
            head_digest="a" * 64,
            how="confirmed",
        )
        for place, (version, page) in enumerate(zip(versions, made, strict=False))
    )
    MachineMade.objects.bulk_create(MachineMade(page_id=page.pk, service="Service") for page in versions[::3])
    # Level with the publications, so that opening the desk has nothing to compare.
    LiveText.objects.bulk_create(
        LiveText(
            page_id=version.pk, set_key=version.translation_key, locale_id=french.pk,
            digest="c" * 64, head_digest="c" * 64, first_published_at=began,
        )
        for version in versions
    )  # fmt: skip
    Publication.objects.bulk_create(
        Publication(page_id=page.pk, generation=1, settled=1, compared=1, state=Publication.State.LIVE)
        for page in versions
    )
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")


LARGE = ("livetext", "comparison", "wagtailcore_page", "publication")


def _reads_whole(line):
    """As PostgreSQL says it, or SQLite."""
    return "Seq Scan" in line or ("SCAN" in line and "USING" not in line)


@pytest.mark.parametrize("view", [DESK, MATRIX])
def test_as_many_queries_for_thousands_as_for_a_few(view, tree, french, boss, client_of):
    client, address = client_of(boss), reverse(view)
    counted = []
    refresh.step(30)
    for count, first in ((60, 0), (3000, 60)):
        many(count, tree, french, first)
        client.get(address)
        with CaptureQueriesContext(connection) as queries:
            answer = client.get(address, {"lang": "fr"} if view == DESK else {})
        assert answer.status_code == 200
        counted.append(len(queries))
        spent = sum(float(query["time"]) for query in queries.captured_queries)
    assert counted[0] == counted[1], counted
    print(f"{view}: {counted[1]} queries, {spent:.3f} s of them with 3000 articles")
    assert spent < 1


@pytest.mark.parametrize(
    ("states", "index"),
    # Those of machines are few: the database may begin with them.
    [([Cell.MISSING, Cell.STALE], "newswire_livetext_listed"), ([Cell.MACHINE], "newswire_livetext_")],
)
def test_the_to_do_list_goes_by_indexes(states, index, tree, french):
    many(3000, tree, french)
    plan = keys_of(desk.to_do(french, Filters(), states))[:51].explain()
    print(plan)
    assert index in plan
    read_whole = [line for line in plan.splitlines() if _reads_whole(line)]
    assert not [line for line in read_whole if any(table in line for table in LARGE)], plan
