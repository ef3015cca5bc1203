"""Edits of the source that try to pass for none, and edits that are none and try to pass for one."""

import copy

import pytest
from support.whole_article import article, indexes, things

from newswire.cms.pages.models import ArticlePage
from newswire.publisher.translating.changes import Kind
from newswire.publisher.translating.staleness import State, differences, standing

__all__ = ["article", "indexes", "things"]

LIST = "<ul><li>One</li><li>Two</li></ul>"


def text(identity, html="<p>Same words.</p>"):
    return {"type": "paragraph", "id": identity, "value": html}


@pytest.fixture
def source(article):
    """Two blocks that say the same, something between them, and a list."""
    said = [
        text("a"),
        {"type": "heading", "id": "b", "value": {"text": "Between", "level": "h2"}},
        text("c"),
        text("d", LIST),
    ]
    return saved(article, body=said)


@pytest.fixture
def version(source, indexes):
    made = source.copy_for_translation(indexes["fr"].locale)
    return ArticlePage.objects.get(pk=made.pk)


def saved(page, **fields):
    page = ArticlePage.objects.get(pk=page.pk)
    for name, value in fields.items():
        setattr(page, name, value)
    page.save_revision(clean=False).publish()
    return ArticlePage.objects.get(pk=page.pk)


def raw(page):
    return copy.deepcopy(list(page.body.raw_data))


def state(version):
    return standing(ArticlePage.objects.get(pk=version.pk)).state


def named(version):
    return [(change.kind, change.unit.block) for change in differences(standing(version))]


def test_two_blocks_that_say_the_same_change_places(source, version):
    one, between, two, rest = raw(source)
    saved(source, body=[two, between, one, rest])
    assert state(version) == State.CURRENT


def test_a_block_that_says_the_same_goes_elsewhere(source, version):
    one, between, two, rest = raw(source)
    saved(source, body=[between, one, two, rest])
    assert state(version) == State.STALE and len(named(version)) == 1
    assert named(version)[0][0] == Kind.MOVED


def test_a_block_copied_and_pasted_in_its_own_place_has_another_id_alone(source, version):
    said = raw(source)
    said[0]["id"] = "pasted"
    said[3]["id"] = "pasted too"
    saved(source, body=said)
    assert state(version) == State.CURRENT


def test_pasted_and_changed_is_changed(source, version):
    said = raw(source)
    said[3] = text("pasted", LIST.replace("Two", "Three"))
    saved(source, body=said)
    assert state(version) == State.STALE
    assert set(named(version)) <= {(Kind.REMOVED, "d"), (Kind.ADDED, "pasted"), (Kind.CHANGED, "pasted")}


@pytest.mark.parametrize(
    "html",
    [
        "<ul><li>Two</li><li>One</li></ul>",  # moved
        "<ul><li>ONE</li><li>Two</li></ul>",  # letters alone
        "<ol><li>One</li><li>Two</li></ol>",  # numbered: an order is said
        "<ul><li>One</li><li>T wo</li></ul>",
        "<ul><li>One</li><li><b>Two</b></li></ul>",
        '<ul><li>One</li><li><a href="https://one.example/">Two</a></li></ul>',
        "<ul><li>One</li><li>Two\u00a0</li></ul>",  # a typographer's: it keeps words on one line
    ],
)
def test_small_changes_within_a_block(html, source, version):
    said = raw(source)
    said[3]["value"] = html
    saved(source, body=said)
    assert state(version) == State.STALE
    assert named(version) == [(Kind.CHANGED, "d")]


def test_the_source_gone_back_to_what_was_translated(source, version, boss):
    before = source.latest_revision
    saved(source, title="Other", body=raw(source)[:2])
    assert state(version) == State.STALE
    before.publish(user=boss)  # as "Review and publish this version" does
    assert state(version) == State.CURRENT


def test_the_source_taken_offline_and_published_again(source, version, boss):
    source.unpublish()
    assert state(version) != State.STALE
    saved(source)
    assert state(version) == State.CURRENT
    source.unpublish()
    saved(source, title="Other, while nobody saw it")
    assert state(version) == State.STALE


def test_with_a_live_version_the_source_comes_back_as_the_source(source, version, boss):
    saved(version, title="Fran\u00e7ais")
    assert state(version) == State.CURRENT
    source.unpublish()
    assert standing(version).source.page_id == version.pk
    saved(source, title="Other, while the version was the source")
    assert standing(version).source.page_id == source.pk
    assert state(version) == State.STALE, "it is held against what it was translated from"


def test_a_teasers_target_under_another_headline_is_no_change_of_the_source(article, indexes, things):
    version = article.copy_for_translation(indexes["fr"].locale)
    saved(things["page"][0], title="Renamed")
    saved(article)
    assert state(version) == State.CURRENT
