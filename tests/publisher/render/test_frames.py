"""An embed of a host's page is sent as a link: the frame is cleaned away, and what it shows is not lost."""

from typing import Any

import pytest
from django.http import HttpResponse
from host.models import HostPage
from wagtail.embeds.embeds import get_embed_hash
from wagtail.embeds.models import Embed
from wagtail.rich_text import expand_db_html

from newswire.publisher.render import render
from newswire.publisher.render.addresses import Base
from newswire.publisher.render.sanitise import sanitised

WATCHED = "https://www.youtube.com/watch?v=dQw4w9WgXcQ"
FRAME = "https://www.youtube.com/embed/dQw4w9WgXcQ?feature=oembed&start=3"
MARKUP = f'<iframe width="200" height="113" src="{FRAME.replace("&", "&amp;")}"></iframe>'
BASE = Base("https://news.example.org/en/harbour-reopens/")


@pytest.fixture
def page(tree: Any) -> Any:
    return HostPage.objects.get(pk=tree.published().pk)


@pytest.fixture
def embed(db: None) -> Embed:
    return Embed.objects.create(
        url=WATCHED,
        hash=get_embed_hash(WATCHED),
        type="video",
        title="The rover's <first> metres",
        html=MARKUP,
        width=200,
        height=113,
    )


def sent(page: Any, monkeypatch: pytest.MonkeyPatch, main: str) -> str:
    """What a receiver gets of a page with that in its `<main>`."""
    answer = HttpResponse(f"<!doctype html><html><body><main>{main}</main></body></html>")
    monkeypatch.setattr(HostPage, "serve", lambda self, request: answer)
    return sanitised(render(page).document.html, BASE)


def test_an_embed_of_rich_text_is_a_link_to_what_the_editor_embedded(
    page: Any, embed: Embed, monkeypatch: pytest.MonkeyPatch
) -> None:
    body = expand_db_html(f'<p>A</p><embed embedtype="media" url="{WATCHED}"/><p>B</p>')
    assert "<iframe" in body
    html = sent(page, monkeypatch, body)
    assert f'<a href="{WATCHED}" rel="external">The rover\'s &lt;first&gt; metres</a>' in html
    assert f'data-newswire-frame="{FRAME.replace("&", "&amp;")}"' in html
    assert html.index("<p>A</p>") < html.index("<figure") < html.index("<p>B</p>")
    assert "iframe" not in html


def test_a_title_with_what_no_html_may_hold_stops_no_page(
    page: Any, embed: Embed, monkeypatch: pytest.MonkeyPatch
) -> None:
    embed.title = "The rover\x0b's metres\x01"
    embed.save()
    assert ">The rover's metres</a>" in sent(page, monkeypatch, MARKUP)


@pytest.mark.parametrize(
    ("main", "expected"),
    [
        (
            '<iframe src="https://map.example/1" title="Map"></iframe> tail',
            '<figure class="newswire-embed" data-newswire-frame="https://map.example/1">'
            '<a href="https://map.example/1" rel="external">Map</a></figure> tail',
        ),
        (
            '<p>See <iframe src="https://map.example/1"></iframe> here</p>',
            '<p>See <a href="https://map.example/1" rel="external">https://map.example/1</a> here</p>',
        ),
        (
            '<iframe src="/en/map/" title="Map"></iframe>',
            '<figure class="newswire-embed">'
            '<a href="https://news.example.org/en/map/" rel="external">Map</a></figure>',
        ),
    ],
)
def test_a_frame_that_is_no_known_embed_is_a_link_to_its_address(
    page: Any, monkeypatch: pytest.MonkeyPatch, main: str, expected: str
) -> None:
    assert sent(page, monkeypatch, main) == expected


@pytest.mark.parametrize(
    "frame",
    [
        '<iframe src="javascript:alert(1)"></iframe>',
        '<iframe src="about:blank"></iframe>',
        '<iframe src="http://[broken"></iframe>',
        "<iframe></iframe>",
        '<iframe src="https://count.example/" width="1" height="1"></iframe>',
        '<iframe src="https://count.example/" style="display: none"></iframe>',
    ],
)
def test_what_shows_nothing_is_no_link(page: Any, monkeypatch: pytest.MonkeyPatch, frame: str) -> None:
    assert sent(page, monkeypatch, f"<p>A</p>{frame}") == "<p>A</p>"


def test_a_page_without_frames_says_what_it_said_and_asks_for_no_embeds(
    page: Any, embed: Embed, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = []
    monkeypatch.setattr(Embed.objects, "filter", lambda **given: asked.append(given))
    assert (
        sent(page, monkeypatch, f'<p>A <a href="{WATCHED}">B</a></p>')
        == f'<p>A <a href="{WATCHED}">B</a></p>'
    )
    assert not asked
