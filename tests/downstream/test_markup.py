"""Links are pointed elsewhere in place: no other byte of the received html changes."""

import pytest
from downstream.markup import Markup
from hypothesis import given
from hypothesis import strategies as st

ID = "0b6f6c1e-7a44-4d0b-8f0a-5a1c2f9d3e01"


@pytest.mark.parametrize(
    ("tag", "pointed"),
    [
        (f'<a href="https://n.example/" data-publication="{ID}">', f'<a href="/x" data-publication="{ID}">'),
        (f"<a data-publication='{ID}' href='old' rel=x>", f"<a href=\"/x\" data-publication='{ID}' rel=x>"),
        (f"<A HREF=old data-publication={ID.upper()}>", f'<A href="/x" data-publication={ID.upper()}>'),
        (f'<a data-publication="{ID}">', f'<a href="/x" data-publication="{ID}">'),
        (
            f'<a data-href="1" href="2"\n data-publication="{ID}">',
            f'<a href="/x" data-href="1"\n data-publication="{ID}">',
        ),
    ],
)
def test_only_the_address_of_the_tag_changes(tag: str, pointed: str) -> None:
    around = "<p>é &amp;\r\n<img alt='a > b'>\n\n{}x</a>\n<b>"
    assert Markup(around.format(tag)).pointing_at({ID: "/x"}) == around.format(pointed)


def test_a_link_without_an_id_is_known_by_its_address() -> None:
    text = '<a href="https://n.example/?a=1&amp;b=2">x</a><a href="https://n.example/">y</a>'
    pointed = Markup(text).pointing_at({"https://n.example/?a=1&b=2": "/x"})
    assert pointed == '<a href="/x">x</a><a href="https://n.example/">y</a>'


def test_the_new_address_is_escaped() -> None:
    assert Markup(f'<a data-publication="{ID}">').pointing_at({ID: '"&'}).startswith('<a href="&quot;&amp;"')


@pytest.mark.parametrize(
    "text",
    [
        f'<!-- <a data-publication="{ID}"> -->',
        f'<p data-publication="{ID}">',
        f'&lt;a data-publication="{ID}">',
    ],
)
def test_what_is_no_link_is_left_alone(text: str) -> None:
    assert Markup(text).pointing_at({ID: "/x"}) == text


def test_classes_and_tags_are_known() -> None:
    markup = Markup('<aside class="newswire-related wide"><h2 class>x</h2></aside>')
    assert markup.classes == {"newswire-related", "wide"}
    assert markup.tags == {"aside", "h2"}


PIECES = st.sampled_from(
    ["<a ", "href=x", ">", "<", "</a>", "\n", "\r", " ", '"', "'", "<!--", "-->", "<![", "é", "&"]
)


@given(st.lists(PIECES | st.just(f'<a data-publication="{ID}">')).map("".join))
def test_broken_html_comes_through_as_it_was(text: str) -> None:
    assert Markup(text).pointing_at({}) == text
    pointed = Markup(text).pointing_at({ID: "/here"})
    assert pointed.replace(' href="/here"', "") == text or "href=x" in text
