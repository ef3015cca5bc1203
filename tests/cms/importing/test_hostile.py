"""Sources that are broken or mean harm, and what is inside one's own network."""

import re
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.test import Client
from wagtail.images import get_image_model

from newswire.cms.importing.fetch import FetchError, fetch
from newswire.cms.pages.models import ArticlePage

from .sources import ATOM, RSS, WXR, post

pytestmark = pytest.mark.django_db


def test_a_huge_and_deep_export_is_read_or_refused_in_words(bring: Any) -> None:
    deep = WXR.format(site="https://o.example", posts="<x>" * 20_000 + "</x>" * 20_000 + post())
    assert "Imported: 1" in bring(deep)
    text = post(slug="long", title="T" * 50_000, content="<div>" * 3_000 + "word " * 200_000)
    assert "Imported: 1" in bring(WXR.format(site="https://o.example", posts=text))
    assert len(ArticlePage.objects.get(slug="long").title) == 255


def test_pictures_inside_ones_own_network_are_not_fetched(bring: Any, old_site: Any) -> None:
    said = bring(RSS.format(site=old_site[1]))
    assert "127.0.0.1 is not on the public internet (see --trust)" in said
    assert not get_image_model().objects.exists()
    assert ArticlePage.objects.count() == 2


def test_a_redirect_into_ones_own_network_is_not_followed(bring: Any, old_site: Any) -> None:
    said = bring(RSS.format(site=old_site[1]).replace("/flags.jpg", "/inside"), "--trust", "127.0.0.1")
    assert "127.0.0.2 is not on the public internet" in said


@pytest.mark.parametrize(
    "inside",
    ["169.254.169.254", "168.63.129.16", "192.0.0.192", "100.100.100.200", "192.88.99.1", "[fd00:ec2::254]"],
)
def test_clouds_are_asked_no_secrets(inside: str) -> None:
    with pytest.raises(FetchError, match=f"{re.escape(inside.strip('[]'))} is not on the public internet"):
        fetch(f"http://{inside}/latest/meta-data/", largest=1000)


BOMB = '<!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;">]>'
FILE = '<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]>'


@pytest.mark.parametrize(
    ("text", "words"),
    [
        (RSS.replace("?>", f"?>{BOMB}", 1).replace("Old news", "&b;"), "declares XML entities"),
        (RSS.replace("?>", f"?>{FILE}", 1).replace("Old news", "&a;"), "declares XML entities"),
        (WXR.replace("?>", f"?>{BOMB}", 1).replace("Old", "&b;"), "declares XML entities"),
        (WXR.replace("</channel>", ""), "not well-formed"),
        ("<html><body>Hello</body></html>", "no RSS or Atom feed"),
        ("", "no RSS or Atom feed"),
        (b"\x00\xff\xfe" * 100, "no RSS or Atom feed"),
    ],
)
def test_hostile_and_broken_sources_are_refused_in_words(bring: Any, text: Any, words: str) -> None:
    with pytest.raises(CommandError, match=words):
        bring(
            text.replace("{site}", "https://o.example").replace("{posts}", post())
            if isinstance(text, str)
            else text
        )
    assert not ArticlePage.objects.exists()


def test_scripts_of_a_feed_never_reach_the_page(bring: Any) -> None:
    nasty = "&lt;script&gt;alert(1)&lt;/script&gt;&lt;p onclick='x()'&gt;Text.&lt;/p&gt;"
    bring(
        ATOM.replace("&lt;p&gt;Texte.&lt;/p&gt;", nasty).replace("<title>Conseil", "<title>&lt;b&gt;Conseil")
    )
    page = ArticlePage.objects.get()
    assert page.title == "Conseil"
    html = Client().get(page.url).content.decode()
    assert "alert(1)" not in html
    assert "onclick" not in html


def test_unknown_index_lists_those_there_are(tmp_path: Path, indexes: Any) -> None:
    with pytest.raises(CommandError, match=r"/en/news/"):
        call_command("newswire_import", str(tmp_path / "none.xml"), "--into", "/nowhere/")


def test_a_missing_file_says_so(tmp_path: Path, indexes: Any) -> None:
    with pytest.raises(CommandError, match="cannot be read"):
        call_command("newswire_import", str(tmp_path / "none.xml"), "--into", str(indexes["en"].pk))
