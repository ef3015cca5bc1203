# ruff: noqa: E501 - feeds as they are written
"""`newswire_import` on real files, with pictures from a real web server."""

import re
import threading
from collections.abc import Iterator
from datetime import UTC, datetime
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from io import BytesIO, StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.test import Client
from PIL import Image as Pillow
from wagtail.contrib.redirects.models import Redirect
from wagtail.images import get_image_model

from newswire.cms.models import Author, Imported, Topic
from newswire.cms.pages.models import ArticlePage

pytestmark = pytest.mark.django_db


class Quiet(SimpleHTTPRequestHandler):
    def log_message(self, *args: object) -> None:
        pass

    def do_GET(self) -> None:
        if self.path == "/inside":
            self.send_response(302)
            self.send_header("location", "http://127.0.0.2:1/secret.jpg")
            self.end_headers()
        else:
            super().do_GET()


@pytest.fixture
def old_site(tmp_path: Path) -> Iterator[tuple[Path, str]]:
    """The folder of a web server, and its address."""
    folder = tmp_path / "old"
    folder.mkdir()
    for name in ("rover.jpg", "flags.jpg"):
        exif, file = Pillow.Exif(), BytesIO()
        exif[0x013B] = "MECO" if name == "rover.jpg" else ""
        Pillow.new("RGB", (80, 60), "navy").save(file, "JPEG", exif=exif.tobytes())
        (folder / name).write_bytes(file.getvalue())
    (folder / "broken.jpg").write_bytes(b"no picture")
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(Quiet, directory=str(folder)))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield folder, f"http://127.0.0.1:{server.server_address[1]}"
    server.shutdown()
    server.server_close()


RSS = """<?xml version="1.0" encoding="UTF-8"?>
<rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/" xmlns:dc="http://purl.org/dc/elements/1.1/"
 xmlns:media="http://search.yahoo.com/mrss/"><channel><title>Old news</title><link>{site}/</link><language>en-GB</language>
<item><title>Council &amp;amp; founded</title><link>{site}/news/council</link><guid isPermaLink="false">1</guid>
<pubDate>Wed, 14 Feb 2018 10:00:00 +0100</pubDate><dc:creator>Jane Doe</dc:creator><category>Space</category>
<description>Two countries agree.</description>
<content:encoded><![CDATA[<p>They <b>met</b>.</p><img src="/rover.jpg" alt="A rover"><p>Read <a href="{site}/news/older">this</a>.</p>]]></content:encoded>
<media:content url="{site}/flags.jpg" medium="image"/><media:credit>Agency</media:credit></item>
<item><title>Older</title><link>{site}/news/older</link><guid isPermaLink="false">2</guid>
<pubDate>Mon, 12 Feb 2018 10:00:00 GMT</pubDate><description>&lt;p&gt;Only a summary.&lt;/p&gt;&lt;img src="{site}/broken.jpg"&gt;&lt;img src="{site}/none.jpg"&gt;</description></item>
</channel></rss>"""

ATOM = """<?xml version="1.0"?><feed xmlns="http://www.w3.org/2005/Atom" xml:lang="en"><title>N</title><id>n</id>
<entry xml:lang="fr"><id>urn:1</id><title>Conseil</title><link href="https://n.example/1"/><updated>2018-02-14T10:00:00Z</updated>
<content type="html" xml:lang="fr">&lt;p&gt;Texte.&lt;/p&gt;</content></entry>
<entry xml:lang="pt"><id>urn:2</id><title>Conselho</title><updated>2018-02-14T10:00:00Z</updated>
<content type="html" xml:lang="pt">&lt;p&gt;Texto.&lt;/p&gt;</content></entry></feed>"""

WXR = """<?xml version="1.0" encoding="UTF-8" ?><rss version="2.0" xmlns:excerpt="http://wordpress.org/export/1.2/excerpt/"
 xmlns:content="http://purl.org/rss/1.0/modules/content/" xmlns:dc="http://purl.org/dc/elements/1.1/"
 xmlns:wp="http://wordpress.org/export/1.2/"><channel><title>Old</title><language>en-US</language>
<wp:author><wp:author_login>jdoe</wp:author_login><wp:author_display_name><![CDATA[Jane Doe]]></wp:author_display_name></wp:author>
<item><title>rover</title><wp:post_id>9</wp:post_id><wp:post_type>attachment</wp:post_type><wp:status>inherit</wp:status>
<wp:attachment_url>{site}/rover.jpg</wp:attachment_url><excerpt:encoded><![CDATA[At its first test]]></excerpt:encoded>
<wp:postmeta><wp:meta_key>_wp_attachment_image_alt</wp:meta_key><wp:meta_value>A rover</wp:meta_value></wp:postmeta></item>
{posts}</channel></rss>"""

POST = """<item><title>{title}</title><link>{site}/{slug}</link><guid>{site}/?p={slug}</guid><dc:creator>jdoe</dc:creator>
<content:encoded><![CDATA[{content}]]></content:encoded><excerpt:encoded><![CDATA[]]></excerpt:encoded>
<wp:post_id>1</wp:post_id><wp:post_date_gmt>{date}</wp:post_date_gmt><wp:post_name>{slug}</wp:post_name>
<wp:status>{status}</wp:status><wp:post_type>{type}</wp:post_type><category domain="category" nicename="space">Space</category>
<category domain="language" nicename="{lang}">{lang}</category><category domain="post_translations" nicename="pll_1">pll_1</category>
<wp:postmeta><wp:meta_key>_thumbnail_id</wp:meta_key><wp:meta_value>9</wp:meta_value></wp:postmeta></item>"""


def post(**fields: str) -> str:
    defaults = {"title": "Council", "site": "https://old.example", "slug": "council", "content": "<p>Text.</p>", "lang": "en",
                "date": "2018-02-14 09:00:00", "status": "publish", "type": "post"}  # fmt: skip
    return POST.format(**defaults | fields)


@pytest.fixture
def bring(tmp_path: Path, indexes: Any) -> Any:
    """Imports a text as a file: `bring(RSS, "--dry-run")` gives what the command says."""

    def bring(text: str | bytes, *arguments: str) -> str:
        path = tmp_path / "source.xml"
        path.write_bytes(text.encode() if isinstance(text, str) else text)
        said = StringIO()
        call_command("newswire_import", str(path), "--into", str(indexes["en"].pk), *arguments, stdout=said)
        return said.getvalue()

    return bring


def test_rss_with_picture_credit_date_topic_author_and_links(bring: Any, old_site: Any) -> None:
    said = bring(RSS.format(site=old_site[1]), "--trust", "127.0.0.1")
    assert "Imported: 2 (en 2)" in said
    page, older = ArticlePage.objects.get(title="Council & founded"), ArticlePage.objects.get(title="Older")
    assert page.live
    assert page.summary == "Two countries agree."
    assert page.published_at == datetime(2018, 2, 14, 9, tzinfo=UTC)
    assert [row.topic.name for row in page.article_topics.all()] == ["Space"]
    assert [row.author.name for row in page.article_authors.all()] == ["Jane Doe"]
    assert [block.block_type for block in page.body] == ["paragraph", "image", "paragraph"]
    assert page.body[1].value["alt_text"] == "A rover"
    assert page.body[1].value["image"].newswire_credit.text == "MECO"
    assert page.lead_picture.newswire_credit.text == "Agency"
    assert f'id="{older.pk}"' in page.body[2].value.source
    assert f'href="{older.url}"' in Client().get(page.url).content.decode()
    assert older.summary_shown == "Only a summary."
    assert f"Picture left out: {old_site[1]}/none.jpg: status 404" in said
    assert f"Picture left out: {old_site[1]}/broken.jpg:" in said
    assert "Pictures without alternative text: 1" in said


def test_a_feed_is_read_from_its_address(old_site: Any, indexes: Any) -> None:
    folder, site = old_site
    (folder / "feed.xml").write_text(RSS.format(site=site))
    call_command("newswire_import", f"{site}/feed.xml", "--into", indexes["en"].url, stdout=StringIO())
    assert ArticlePage.objects.count() == 2


def test_run_again_it_goes_on_where_it_ended(bring: Any, old_site: Any) -> None:
    whole = RSS.format(site=old_site[1])
    first_item = whole[whole.index("<item>") : whole.index("</item>") + len("</item>")]
    assert "Imported: 1 (en 1)" in bring(whole.replace(first_item, ""), "--trust", "127.0.0.1")
    ArticlePage.objects.get(title="Older").delete()
    for imported, known in ((1, 1), (0, 2)):
        said = bring(whole, "--trust", "127.0.0.1")
        assert f"Imported: {imported} " in said
        assert f"Here already: {known}" in said
    assert ArticlePage.objects.count() == 1  # what an editor removed does not come back
    assert get_image_model().objects.count() == 2


def test_dry_run_says_it_all_and_writes_nothing(bring: Any, old_site: Any) -> None:
    said = bring(RSS.format(site=old_site[1]), "--dry-run")
    assert "To import: 2 (en 2)" in said
    assert "Topics: 1, authors: 1" in said
    assert not ArticlePage.objects.exists()
    assert not Imported.objects.exists()
    assert not get_image_model().objects.exists()


def test_languages_go_below_their_own_index(bring: Any) -> None:
    said = bring(ATOM)
    assert ArticlePage.objects.get().locale.language_code == "fr"
    assert "Left out: 1 in pt, which the index has no version in" in said


def test_wordpress_with_versions_drafts_and_originals(bring: Any, old_site: Any) -> None:
    content = '<!-- wp:image {"id":9} --><figure><img class="wp-image-9" src="x-300x200.jpg"></figure><!-- /wp:image -->\n<p>Text.</p>'
    posts = [
        post(content=content),
        post(title="Conseil", slug="conseil", lang="fr", content="Un\n\ndeux"),
        post(title="Draft", slug="draft", status="draft", date="0000-00-00 00:00:00"),
        post(title="Page", slug="page", type="page"),
        post(title="Bin", slug="bin", status="trash"),
    ]
    said = bring(WXR.format(site=old_site[1], posts="".join(posts)), "--trust", "127.0.0.1", "--redirects")
    assert "Imported: 3 (en 2, fr 1)" in said
    english, french = ArticlePage.objects.get(title="Council"), ArticlePage.objects.get(title="Conseil")
    assert english.translation_key == french.translation_key
    assert (english.lead_alt_text, english.lead_caption) == ("A rover", "At its first test")
    assert [block.block_type for block in english.body] == ["paragraph"]  # the lead picture is not repeated
    assert english.lead_picture.width == 80
    assert french.body[0].value.source == "<p>Un</p><p>deux</p>"
    assert (english.slug, french.slug) == ("council", "conseil")
    draft = ArticlePage.objects.get(title="Draft")
    assert not draft.live
    assert draft.translation_key != english.translation_key
    assert Redirect.objects.get(old_path="/council").redirect_page_id == english.pk
    assert {one.locale.language_code: one.name for one in Topic.objects.all()} == {
        "en": "Space",
        "fr": "Space",
    }
    assert Topic.objects.values("translation_key").distinct().count() == 1
    assert Author.objects.filter(name="Jane Doe").count() == 2


def wpml(lang: str, group: str) -> str:
    fields = {"_wpml_import_language_code": lang, "_wpml_import_translation_group": group}
    return "".join(
        f"<wp:postmeta><wp:meta_key>{key}</wp:meta_key><wp:meta_value><![CDATA[{value}]]></wp:meta_value></wp:postmeta>"
        for key, value in fields.items()
    )


def test_wordpress_with_wpml(bring: Any) -> None:
    def with_wpml(lang: str, group: str, **fields: str) -> str:
        plain = re.sub(r'<category domain="(language|post_translations)".*?</category>', "", post(**fields))
        return plain.replace("</item>", f"{wpml(lang, group)}</item>")

    posts = [
        with_wpml("en", "7"),
        with_wpml("fr", "7", title="Conseil", slug="conseil"),
        with_wpml("fr", "8", title="Seul", slug="seul"),
    ]
    said = bring(WXR.format(site="https://o.example", posts="".join(posts)))
    assert "Imported: 3 (en 1, fr 2)" in said
    english, french = ArticlePage.objects.get(title="Council"), ArticlePage.objects.get(title="Conseil")
    assert english.translation_key == french.translation_key
    assert ArticlePage.objects.get(title="Seul").translation_key != french.translation_key
    assert {row.topic.locale.language_code for row in french.article_topics.all()} == {"fr"}
    assert "Here already: 3" in bring(WXR.format(site="https://o.example", posts="".join(posts)))


def test_wordpress_dry_run_writes_nothing(bring: Any) -> None:
    posts = post() + post(title="Conseil", slug="conseil", lang="fr")
    said = bring(WXR.format(site="https://o.example", posts=posts), "--dry-run")
    assert "To import: 2 (en 1, fr 1)" in said
    assert "Topics: 1, authors: 1" in said
    assert not ArticlePage.objects.exists()
    assert not Imported.objects.exists()
    assert not Topic.objects.exists()


def test_wordpress_goes_on_where_a_stopped_import_ended(bring: Any) -> None:
    first, second = post(slug="a", title="A", lang="fr"), post(slug="b", title="B")
    whole = WXR.format(site="https://o.example", posts=first + second)
    bring(WXR.format(site="https://o.example", posts=first))
    said = bring(whole)
    assert "Imported: 1 (en 1)" in said
    assert "Here already: 1" in said
    keys = set(ArticlePage.objects.values_list("translation_key", flat=True))
    assert len(keys) == 1  # linked to what an earlier run has brought


def test_a_huge_and_deep_export_is_read_or_refused_in_words(bring: Any) -> None:
    deep = WXR.format(site="https://o.example", posts="<x>" * 20_000 + "</x>" * 20_000 + post())
    assert "Imported: 1" in bring(deep)
    text = post(slug="long", title="T" * 50_000, content="<div>" * 3_000 + "word " * 200_000)
    assert "Imported: 1" in bring(WXR.format(site="https://o.example", posts=text))
    assert len(ArticlePage.objects.get(slug="long").title) == 255


def test_draft_publishes_nothing(bring: Any) -> None:
    bring(ATOM, "--draft")
    assert not ArticlePage.objects.get().live


def test_a_date_in_the_future_becomes_today(bring: Any) -> None:
    bring(ATOM.replace("2018-", "2999-"))
    assert ArticlePage.objects.get().published_at <= datetime.now(UTC)


def test_pictures_inside_ones_own_network_are_not_fetched(bring: Any, old_site: Any) -> None:
    said = bring(RSS.format(site=old_site[1]))
    assert "127.0.0.1 is not on the public internet (see --trust)" in said
    assert not get_image_model().objects.exists()
    assert ArticlePage.objects.count() == 2


def test_a_redirect_into_ones_own_network_is_not_followed(bring: Any, old_site: Any) -> None:
    said = bring(RSS.format(site=old_site[1]).replace("/flags.jpg", "/inside"), "--trust", "127.0.0.1")
    assert "127.0.0.2 is not on the public internet" in said


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


def test_one_item_that_fails_stops_no_other_and_is_tried_again(bring: Any, indexes: Any) -> None:
    too_long = WXR.format(
        site="https://o.example", posts=post(slug="a", title="A") + post(slug="b", title="B")
    )
    Topic.objects.create(name="Space", slug="space", locale=indexes["en"].locale)
    Imported.remember(Imported.Kind.SET, "pll_1", "no uuid")
    with pytest.raises(CommandError, match="2 failed"):
        bring(too_long)
    Imported.objects.all().delete()
    assert "Imported: 2 (en 2)" in bring(too_long)


def test_unknown_index_lists_those_there_are(tmp_path: Path, indexes: Any) -> None:
    with pytest.raises(CommandError, match=r"/en/news/"):
        call_command("newswire_import", str(tmp_path / "none.xml"), "--into", "/nowhere/")


def test_a_missing_file_says_so(tmp_path: Path, indexes: Any) -> None:
    with pytest.raises(CommandError, match="cannot be read"):
        call_command("newswire_import", str(tmp_path / "none.xml"), "--into", str(indexes["en"].pk))
