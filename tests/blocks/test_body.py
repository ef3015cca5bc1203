"""The body as a whole: queries, previews, languages, migrations."""

import os
import subprocess
import sys
from pathlib import Path

import html5lib
import pytest
from django.contrib.auth import get_user_model
from django.urls import reverse
from django.utils.translation import get_language, override

from newswire.blocks.body import ArticleBody
from newswire.cms.credits.models import PictureCredit

TESTS = Path(__file__).parents[1]
KINDS = list(ArticleBody().child_blocks)


@pytest.fixture
def sample(make_page, make_image, image_value):
    """A page and 30 blocks: 8 pictures, 5 teasers, links in every paragraph."""
    pages = [make_page(f"News {n}", summary="Words", lead_picture=make_image()) for n in range(5)]
    pictures = [make_image(f"p{n}.png") for n in range(8)]
    for image in pictures:
        PictureCredit.objects.create(image=image, text=f"Agency {image.pk}")
    link = '<p><a linktype="page" id="{}">link</a></p>'
    items = [{"type": "page", "value": {"page": page.pk, "title": "", "summary": ""}} for page in pages]
    row = {"page": pages[0].pk, "url": "", "site_name": "", "language": ""}
    blocks = [("heading", {"text": f"Heading {n}", "level": "h2"}) for n in range(9)]
    blocks += [("paragraph", link.format(pages[n % 5].pk)) for n in range(10)]
    blocks += [("image", image_value(image)) for image in pictures]
    blocks += [
        ("full_article", {"rows": [row]}),
        ("photo_credit", {"text": ""}),
        ("related_news", {"heading": "", "items": items, "automatic": False}),
    ]
    assert len(blocks) == 30
    return make_page("Article"), blocks


# Chosen pages and pictures (3), renditions and credits (2), links in text (3), what may be seen of
# the chosen pages (2), teasers' pictures with renditions and credits (3), the full article's none.
QUERIES = 13


def test_queries_of_the_page(sample, html, django_assert_num_queries):
    page, blocks = sample
    html(*blocks, page=page)
    with django_assert_num_queries(QUERIES):
        html(*blocks, page=page)


def test_queries_of_the_api(sample, api, django_assert_num_queries):
    page, blocks = sample
    api(*blocks, page=page)
    with django_assert_num_queries(QUERIES):
        api(*blocks, page=page)


def test_queries_do_not_grow_with_the_body(sample, html, django_assert_num_queries):
    page, blocks = sample
    longer = blocks[:-3] * 6 + blocks[-3:]
    html(*longer, page=page)
    with django_assert_num_queries(QUERIES):
        html(*longer, page=page)


def test_five_hundred_blocks(sample, html, api):
    page, blocks = sample
    many = (blocks[:-3] * 20)[:500]
    assert html(*many, page=page).count("newswire-heading") == sum(kind == "heading" for kind, _ in many)
    assert len(api(*many, page=page)) == 500


def test_whole_body_is_sound_html(sample, html):
    page, blocks = sample
    parser = html5lib.HTMLParser(strict=True, namespaceHTMLElements=False)
    tree = parser.parseFragment(html(*blocks, page=page))
    ids = [element.get("id") for element in tree.iter() if element.get("id")]
    assert len(ids) == len(set(ids))
    assert not [e for e in tree.iter() if e.tag in {"script", "style", "h1"} or e.get("style")]
    prefixed = [e.get("class") for e in tree.iter() if e.get("class")]
    assert all(name.startswith("newswire-") for names in prefixed for name in names.split())


def test_empty_body(html, api):
    assert html().strip() == ""
    assert api() == []
    assert ArticleBody().get_api_representation(None) == []


def test_page_and_api_speak_the_pages_language_whatever_is_active(html, api, make_page):
    page, blocks = make_page("Article", "de"), [("photo_credit", {"text": "A"})]
    with override("fr"):
        assert "Bildnachweis" in html(*blocks, page=page)
        assert get_language() == "fr"


def test_a_regional_variant_stays_active(html, make_page, settings):
    settings.LANGUAGES = [*settings.LANGUAGES, ("fr-be", "Belgian French")]
    target = make_page("Cible", "fr")
    text = ("paragraph", f'<p><a linktype="page" id="{target.pk}">x</a></p>')
    with override("fr-be"):
        assert 'href="/fr-be/' in html(text, page=make_page("Article", "fr"))


def test_blocks_rendered_one_by_one_say_the_same(sample, make_body):
    page, blocks = sample
    body = make_body(*blocks)
    alone = [child.render({"page": page}) for child in body if child.block_type != "photo_credit"]
    assert "newswire-teaser" in alone[-1]
    assert all(text.strip() for text in alone)


@pytest.mark.parametrize("kind", KINDS)
def test_preview_in_the_block_picker(kind, client, db):
    block = ArticleBody().child_blocks[kind]
    user = get_user_model().objects.create_superuser("editor", "e@example.org", "x")
    client.force_login(user)
    answer = client.get(reverse("wagtailadmin_block_preview"), {"id": block.definition_prefix})
    assert answer.status_code == 200
    page = html5lib.HTMLParser(strict=True, namespaceHTMLElements=False).parse(answer.content.decode())
    shown = page.find("body/main")
    assert "".join(shown.itertext()).strip()
    assert not list(shown.iter("script"))
    assert block.is_previewable
    assert block.get_description()
    assert block.meta.icon != "placeholder"
    assert block.meta.group


def test_no_raw_html():
    assert not [kind for kind in KINDS if "html" in kind]


def test_form_of_every_block_can_be_built(db):
    from wagtail.blocks.base import BlockWidget

    assert BlockWidget(ArticleBody()).block_json


FROZEN = """
import django; django.setup()
from django.core.management.base import no_translations
from django.db.migrations.writer import MigrationWriter
from wagtail.fields import StreamField
from newswire.blocks.body import ArticleBody
print(no_translations(lambda: MigrationWriter.serialize(StreamField(ArticleBody()))[0])())
"""
CHANGED = """
from settings import *
LANGUAGE_CODE = "fr"
LANGUAGES = WAGTAIL_CONTENT_LANGUAGES = [("fr", "Français"), ("lb", "Lëtzebuergesch")]
NEWSWIRE_PICTURE_WIDTHS = [111]
NEWSWIRE_FULL_ARTICLE_SENTENCES = {"fr": {"lb": "Liesen"}}
"""


def frozen(settings_module: str, *paths: Path) -> str:
    path = os.pathsep.join(map(str, [*paths, TESTS]))
    env = os.environ | {"DJANGO_SETTINGS_MODULE": settings_module, "PYTHONPATH": path}
    run = subprocess.run(
        [sys.executable, "-c", FROZEN], env=env, capture_output=True, text=True, check=True, timeout=120
    )
    return run.stdout


def test_settings_never_reach_migrations(tmp_path):
    (tmp_path / "changed.py").write_text(CHANGED)
    before = frozen("settings")
    assert "newswire.blocks.languages.language_choices" in before
    assert frozen("changed", tmp_path) == before
