"""Links and ids that name publications: found for a whole document by one query."""

import pytest

from newswire.publisher.models import Publication
from newswire.publisher.render.addresses import Base
from newswire.publisher.render.fragments import Cleaning, identified
from newswire.publisher.render.links import Known, known, links_in

BASE = Base("https://news.example.org/en/harbour/")
QUAY = "https://news.example.org/en/quay/"


@pytest.fixture
def quay(db):
    return Publication.objects.create(page_id=7, url=QUAY, state="live", version=1)


def finished(value):
    cleaning = Cleaning(BASE)
    cleaned = cleaning.clean(value)
    return identified(cleaned, known(cleaning.page_ids, cleaning.links))


def test_each_link_to_a_publication_names_it(quay):
    html = '<p><a href="/en/quay/?a=1&amp;b=2#c" title="a > b">Q</a> <a href="/other/">O</a> <a>n</a></p>'
    found = finished({"html": html})["html"]
    assert f'href="{QUAY}?a=1&amp;b=2#c" data-publication="{quay.uuid}"' in found
    assert found.count("data-publication") == 1


def test_a_page_id_becomes_the_id_of_its_publication_or_nothing(quay):
    blocks = [{"type": "related", "value": {"items": [{"pageId": 7}, {"pageId": 8}, {"pageId": None}]}}]
    items = finished({"blocks": blocks})["blocks"][0]["value"]["items"]
    assert items == [{"id": str(quay.uuid)}, {}, {}]


def test_html_and_addresses_are_found_in_blocks_at_any_depth(quay):
    value = finished(
        {"blocks": [{"type": "x", "value": [{"text": '<p><a href="/en/quay/">Q</a></p>', "url": "/u/"}]}]}
    )
    inner = value["blocks"][0]["value"][0]
    assert str(quay.uuid) in inner["text"]
    assert inner["url"] == "https://news.example.org/u/"


@pytest.mark.parametrize("text", ["5 < 6 and 7 > 6", "a <b", "Q&A", "<3"])
def test_plain_text_stays_what_it_is(text):
    cleaned = Cleaning(BASE).clean({"blocks": [{"type": "h", "value": {"text": text}}], "title": "<b>T</b>"})
    assert cleaned["blocks"][0]["value"]["text"] == text
    assert cleaned["title"] == "<b>T</b>"


def test_a_script_hidden_in_a_block_is_dropped():
    value = Cleaning(BASE).clean({"blocks": [{"type": "raw", "value": "<script>steal()</script><p>A</p>"}]})
    assert value["blocks"][0]["value"] == "<p>A</p>"


def test_what_is_gone_is_not_named_and_one_query_suffices(quay, django_assert_num_queries):
    with django_assert_num_queries(1):
        assert known({7}, {QUAY}).by_url == {QUAY: quay.uuid}
    Publication.objects.update(state="gone")
    assert known({7}, {QUAY}) == Known()
    with django_assert_num_queries(0):
        assert known(set(), set()) == Known()


def test_links_in_sanitised_html():
    assert links_in('<a title="x" href="https://a.example/?q">x</a><a href="">y</a>') == {
        "https://a.example/"
    }
