"""The database names whoever differs, and nobody where all is as it was announced."""

from datetime import timedelta
from random import Random
from typing import Any
from uuid import UUID

import pytest
from django.db import connection, transaction
from django.db.models import F
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from host.models import HostPage
from host.tree import Tree
from support.once import once
from wagtail.models import Page, Site

from newswire.publisher.models import Counter, Embargo, Publication
from newswire.publisher.observed import observe
from newswire.publisher.reconcile import compare, full_round, suspects

from .mutations import mutate

pytestmark = pytest.mark.django_db(transaction=True)

# What a seed does depends on the ids that pages have: so many, and more until each kind was met.
SEEDS, MOST_SEEDS = 50, 500
ALL = 2**62


@pytest.fixture
def site(tree: Tree) -> Tree:
    """As it was announced: public, private, alias, draft, taken down, outside, on a site within another."""
    once("a site to suspect", lambda: _make(tree))
    return tree


def _make(tree: Tree) -> None:
    for section in [tree.page("Économie"), tree.page("Private"), tree.page("Inner site"), tree.page("Sport")]:
        for number in range(3):
            tree.page(f"{section.title} {number}", section)
    _beside_home(tree, title="Nouvelles", locale=tree.french, translation_key=tree.home.translation_key)
    _beside_home(tree, title="Outside", locale=tree.english)
    private, inner = HostPage.objects.get(title="Private"), HostPage.objects.get(title="Inner site")
    private.view_restrictions.create(restriction_type="login")
    alias = private.create_alias(update_slug="alias")
    tree.page("Below an alias", HostPage.objects.get(pk=alias.create_alias(update_slug="alias-2").pk))
    Site.objects.create(hostname="inner.example.org", root_page=inner)
    tree.draft("Draft")
    Publication.objects.all().delete()
    Counter.objects.update_or_create(pk=1, defaults={"baseline_after": 0})
    full_round(lambda checked: None)
    down = Publication.objects.filter(title="Sport 2")
    assert down.update(state="gone", reason="taken_down")


def _beside_home(tree: Tree, **fields: Any) -> None:
    tree.home.get_parent().add_child(instance=HostPage(**fields))


def named() -> list[int]:
    found, upto = suspects.first(0, ALL, compare.baseline_after())
    assert upto == ALL
    return found


def differing() -> dict[compare.Kind, list[int]]:
    """The same by reading everything."""
    publications = {one.page_id: one for one in Publication.objects.all()}
    observed = observe(Page.objects.values_list("pk", flat=True), urls=False)
    recorded_to = compare.baseline_after()
    found = compare.Window().found
    for pk in sorted({*publications, *observed}):
        if pk in publications:
            kind = compare.difference(publications[pk], observed.get(pk))
        else:
            kind = "missing" if observed[pk].public and pk <= (recorded_to or ALL) else None
        if kind:
            found[kind].append(pk)
    return found


def found_by_windows() -> dict[compare.Kind, list[int]]:
    found = compare.Window().found
    for window in compare.windows():
        for kind, page_ids in window.found.items():
            found[kind] += page_ids
    return found


def test_whoever_differs_is_named_whatever_was_changed(site: Tree, monkeypatch: pytest.MonkeyPatch) -> None:
    seen: set[compare.Kind] = set()
    for seed in range(MOST_SEEDS):
        random = Random(seed)
        with transaction.atomic():
            done = [mutate(random) for _ in range(random.choice([1, 1, 2, 4, 8]))]
            expected = differing()
            unnamed = {pk for page_ids in expected.values() for pk in page_ids} - {*named()}
            assert not unnamed, (seed, done)
            with monkeypatch.context() as small:
                small.setattr(compare, "WINDOW", random.randint(10, 40))
                small.setattr(suspects, "MOST", random.randint(2, 9))
                assert found_by_windows() == expected, (seed, done)
            seen |= {kind for kind, page_ids in expected.items() if page_ids}
            transaction.set_rollback(True)
        if seed + 1 >= SEEDS and seen == set(expected):
            return
    pytest.fail(f"of the kinds of differences only {seen} were met")


def test_nobody_is_named_where_all_is_as_it_was_announced(site: Tree) -> None:
    private = Publication.objects.filter(reason="private")
    assert {one.title for one in private} >= {"Private", "Private 2", "Below an alias"}
    assert HostPage.objects.get(title="Outside").live
    assert Publication.objects.filter(state="live", title="Inner site 1").exists()
    assert named() == []


@pytest.fixture
def publication(site: Tree) -> Publication:
    return Publication.objects.get(title="Sport 1")


@pytest.mark.parametrize(
    ("kind", "said"),
    [
        ("column", {"title": "SPORT 1"}),
        ("column", {"url_path": "/NEWS/sport/sport-1/"}),
        ("column", {"locale_id": None}),
        ("scope", {"lang": "fr"}),
        ("column", {"set_key": UUID(int=7)}),
        ("column", {"site_fingerprint": ""}),
        ("column", {"site_fingerprint": "0" * 64}),
        ("place", {"tree_path": "0001000100049999"}),
        ("state", {"state": "gone"}),
        ("state", {"state": "embargoed"}),
        ("state", {"page_id": 10**9}),
    ],
    ids=str,
)
def test_each_column_tells(publication: Publication, kind: compare.Kind, said: dict[str, Any]) -> None:
    if "tree_path" in said:
        said = {"tree_path": publication.tree_path[:-1] + "9"}
    Publication.objects.filter(pk=publication.pk).update(**said)
    page_id = said.get("page_id", publication.page_id)
    assert compare.window(0).found[kind] == [page_id]


def test_every_column_that_is_compared_is_compared_by_the_database() -> None:
    assert {*suspects.SAME.values(), "site_fingerprint"} == {*compare.COLUMNS, "tree_path"}


def test_a_site_that_is_put_within_another_takes_its_pages(publication: Publication) -> None:
    sport = HostPage.objects.get(title="Sport")
    Site.objects.create(hostname="sport.example.org", root_page=sport)
    titles = Publication.objects.filter(page_id__in=compare.window(0).found["column"]).values_list("title")
    assert {title for (title,) in titles} == {"Sport", "Sport 0", "Sport 1"}


TOMORROW = timezone.now() + timedelta(days=1)


@pytest.mark.parametrize(
    "change",
    [{"live": False}, {"alias_of": F("pk")}, {"go_live_at": TOMORROW, "last_published_at": None}],
    ids=lambda change: next(iter(change)),
)
def test_a_page_that_is_not_live(publication: Publication, change: dict[str, Any]) -> None:
    Page.objects.filter(pk=publication.page_id).update(**change)
    assert compare.window(0).found["state"] == [publication.page_id]


def test_an_embargo_on_a_live_page(publication: Publication) -> None:
    Embargo.objects.create(page_id=publication.page_id, until=TOMORROW)
    assert compare.window(0).found["state"] == [publication.page_id]


def test_an_embargo_whose_page_is_gone(publication: Publication) -> None:
    Publication.objects.filter(pk=publication.pk).update(state="embargoed", page_id=10**9)
    assert 10**9 in compare.window(0).found["state"]


def test_an_address_that_begins_like_a_site_in_other_letters(publication: Publication) -> None:
    address = publication.url_path.upper()
    Page.objects.filter(pk=publication.page_id).update(url_path=address)
    Publication.objects.filter(pk=publication.pk).update(url_path=address)
    assert compare.window(0).found["state"] == [publication.page_id]


def test_pages_that_are_not_recorded_yet(publication: Publication) -> None:
    """What was captured of them meanwhile counts; that there is nothing of others does not."""
    Counter.objects.update(baseline_after=publication.page_id - 2)
    Publication.objects.filter(page_id=publication.page_id - 1).delete()
    Publication.objects.filter(pk=publication.pk).update(state="gone")
    assert named() == [publication.page_id]
    assert compare.window(0).found["state"] == [publication.page_id]


def test_many_of_both_kinds(site: Tree, monkeypatch: pytest.MonkeyPatch) -> None:
    """More suspects than are read at a time: none is passed over, or met twice."""
    public = [*Publication.objects.filter(state="live").order_by("page_id").values_list("page_id", flat=True)]
    changed, missing = public[::4], [pk for place, pk in enumerate(public) if place % 4]
    Page.objects.filter(pk__in=changed).update(title="By SQL")
    Publication.objects.filter(page_id__in=missing).delete()
    for most in (1, 2, 3):
        monkeypatch.setattr(suspects, "MOST", most)
        found = found_by_windows()
        assert (found["column"], found["missing"]) == (changed, missing)


def test_a_window_costs_the_same_however_many_differ(site: Tree) -> None:
    statements = []
    for titles in ([], ["Sport 1"], list(Publication.objects.values_list("title", flat=True))):
        Page.objects.filter(title__in=titles).update(title="By SQL")
        with CaptureQueriesContext(connection) as queries:
            compare.window(0)
        statements.append(len(queries))
    assert statements[0] <= 12
    assert statements[0] < statements[1] == statements[2] <= 20
