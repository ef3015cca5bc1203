"""Versions that are not copies: made by hand, with more, with less, in another order."""

import uuid
from typing import Any

import pytest
from support.translation_tools import translated

from newswire.cms.pages.models import ArticlePage
from newswire.publisher.translating.exchange.arrival import arrival
from newswire.publisher.translating.exchange.deliver import deliver
from newswire.publisher.translating.exchange.formats import read
from newswire.publisher.translating.link import link


def block(kind: str, value: Any) -> dict[str, Any]:
    return {"type": kind, "value": value, "id": str(uuid.uuid4())}


@pytest.fixture
def by_hand(article: ArticlePage, indexes: Any, boss: Any) -> ArticlePage:
    """A French page of its own: other ids, a picture's caption written, a block that the source lacks."""
    page = ArticlePage(title="Astromobile", locale=indexes["fr"].locale)
    page.body = [
        block("paragraph", "<p>Il roule.</p>"),
        block("heading", {"text": "Ses actions", "level": "h3"}),
        block("paragraph", "<p>Seulement ici.</p>"),
    ]
    indexes["fr"].add_child(instance=page)
    page.save_revision().publish()
    link(article, page, boss)
    return ArticlePage.objects.get(pk=page.pk)


def test_blocks_find_their_partners_by_type_and_what_is_there_alone_stays(
    article: ArticlePage, by_hand: ArticlePage, boss: Any, exported: Any
) -> None:
    content = translated(exported(article), "xliff2", str.upper)
    version = deliver(next(arrival(one) for one in read(content)), boss)
    assert version.pk == by_hand.pk
    body = version.get_latest_revision_as_object().body.get_prep_value()
    texts = [one["value"] for one in body if one["type"] == "paragraph"]
    assert texts == ["<p>IT <b>DRIVES</b> FAR.</p>", "<p>Seulement ici.</p>"]
    heading = next(one["value"] for one in body if one["type"] == "heading")
    assert heading == {"text": "WHAT IT DOES", "level": "h3"}
    assert {one["type"] for one in body} == {one.block_type for one in article.body}
    assert ArticlePage.objects.get(pk=by_hand.pk).title == "Astromobile"  # live as it was


def test_a_block_is_put_where_it_stands_in_the_source(
    article: ArticlePage, indexes: Any, boss: Any, exported: Any
) -> None:
    version = deliver(
        next(arrival(one) for one in read(translated(exported(article), "xliff2", str.upper))), boss
    )
    raw = list(article.body.raw_data)
    raw.insert(1, block("paragraph", "<p>New.</p>"))
    article.body = raw
    article.save_revision().publish()
    content = translated(exported(article), "xliff2", str.upper)
    deliver(next(arrival(one) for one in read(content)), boss)
    body = ArticlePage.objects.get(pk=version.pk).get_latest_revision_as_object().body
    assert [one.block_type for one in body][:3] == ["heading", "paragraph", "paragraph"]
    assert str(body[1].value) == "<p>NEW.</p>"


def test_a_block_taken_out_of_the_source_is_not_brought_back(
    article: ArticlePage, indexes: Any, boss: Any, exported: Any
) -> None:
    content = translated(exported(article), "xliff2", str.upper)
    article.body = [one for one in article.body.raw_data if one["type"] != "quote"]
    article.save_revision().publish()
    version = deliver(next(arrival(one) for one in read(content)), boss)
    kinds = [one.block_type for one in version.get_latest_revision_as_object().body]
    assert "quote" not in kinds
    assert "paragraph" in kinds
