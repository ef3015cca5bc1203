# ruff: noqa: E501 - feeds as they are written
"""WordPress's exports, with versions by Polylang and by WPML."""

import re
from typing import Any

import pytest
from wagtail.contrib.redirects.models import Redirect

from newswire.cms.models import Author, Imported, Topic
from newswire.cms.pages.models import ArticlePage

from .sources import WXR, post

pytestmark = pytest.mark.django_db


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
