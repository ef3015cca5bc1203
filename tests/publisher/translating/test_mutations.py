"""Every field and every part of every block is changed, one at a time: is the version out of date then?

The tables below are written by hand: they say what a translator must hear of. A test of its own holds
them to the models, so that a new field or block cannot be forgotten.
"""

import copy
from datetime import UTC, datetime

import pytest
from host.models import HostPage, IllustratedPage
from support.once import once
from support.whole_article import article, indexes, new_id, things
from wagtail import blocks
from wagtail.models import Locale

from newswire.cms.models import Author, Topic
from newswire.cms.pages.models import ArticlePage
from newswire.publisher.translating.changes import Kind
from newswire.publisher.translating.staleness import State, confirm, differences, standing

__all__ = ["article", "indexes", "things"]
YES, NO = State.STALE, State.CURRENT
COLUMNS = {
    "title": ("Another headline", YES),
    "seo_title": ("Another title", YES),
    "search_description": ("Another description", YES),
    "kicker": ("Space", YES),
    "summary": ("Another summary.", YES),
    "lead_picture": ("picture", YES),
    "lead_alt_text": ("A crater", YES),
    "lead_caption": ("At dusk", YES),
    "lead_credit": ("ESA", YES),
    "dateline": ("Esch", YES),
    "source_organisation": ("ESA", YES),
    "social_title": ("Look", YES),
    "social_text": ("Look at this", YES),
    "social_picture": ("picture", YES),
    "body": (None, None),  # below, block by block
    "lead_decorative": (True, NO),
    "published_on": (datetime(2020, 1, 1, tzinfo=UTC), NO),
    "canonical_url": ("https://elsewhere.example/first", NO),
    "related_automatically": (False, NO),
}
BOOKKEEPING = {"slug": ("another-slug", NO), "show_in_menus": (True, NO)}

PARTS = {
    "heading.text": ("Another heading", YES),
    "heading.level": ("h3", NO),
    "paragraph": ("<p>Another text.</p>", YES),
    "quote.text": ("Other words", YES),
    "quote.name": ("Somebody else", YES),
    "quote.role": ("Mayor", YES),
    "quote.source_url": ("https://other.example/", YES),
    "fact_box.heading": ("Other facts", YES),
    "fact_box.text": ("<p>Other facts.</p>", YES),
    "table": ("table", YES),
    "image.image": ("picture", YES),
    "image.alt_text": ("A crater", YES),
    "image.decorative": (True, NO),
    "image.caption": ("At dusk", YES),
    "image.credit": ("ESA", YES),
    "gallery.title": ("Other pictures", YES),
    "gallery.pictures.*.image": ("picture", YES),
    "gallery.pictures.*.alt_text": ("A crater", YES),
    "gallery.pictures.*.decorative": (True, NO),
    "gallery.pictures.*.caption": ("At dusk", YES),
    "gallery.pictures.*.credit": ("ESA", YES),
    "photo_credit.text": ("ESA", YES),
    "embed.url": ("https://video.example/2", YES),
    "embed.title": ("Another film", YES),
    "embed.poster": ("picture", YES),
    "embed.credit": ("ESA", YES),
    "document.document": ("document", YES),
    "document.title": ("Another document", YES),
    "link_button.text": ("Sign up now", YES),
    "link_button.page": ("page", YES),
    "link_button.url": ("https://other.example/", YES),
    "link_button.site_name": ("Another site", YES),
    "full_article.rows.*.page": ("page", YES),
    "full_article.rows.*.url": ("https://other.example/", YES),
    "full_article.rows.*.site_name": ("Another site", YES),
    "full_article.rows.*.language": ("de", NO),
    "related_news.heading": ("More of it", YES),
    "related_news.items.page.page": ("page", YES),
    "related_news.items.page.title": ("Another teaser", YES),
    "related_news.items.page.summary": ("Another summary", YES),
    "related_news.items.outside.title": ("Another item", YES),
    "related_news.items.outside.url": ("https://other.example/", YES),
    "related_news.items.outside.site_name": ("Another site", YES),
    "related_news.items.outside.summary": ("Another summary", YES),
    "related_news.items.outside.language": ("de", NO),
    "related_news.automatic": (False, NO),
}


def parts(block, path=()):
    """Every part of every block, as `PARTS` names them."""
    if isinstance(block, blocks.BaseStreamBlock | blocks.BaseStructBlock):
        for name, child in block.child_blocks.items():
            yield from parts(child, (*path, name))
    elif isinstance(block, blocks.ListBlock):
        yield from parts(block.child_block, (*path, "*"))
    else:
        yield ".".join(path)


def test_the_tables_name_every_column_and_every_part():
    base = {field.name for field in ArticlePage.base_page_model._meta.get_fields()}
    own = {field.name for field in ArticlePage._meta.concrete_fields if field.name not in base}
    assert own - {"page_ptr", "published_at", "first_sentences"} <= set(COLUMNS)
    assert set(parts(ArticlePage._meta.get_field("body").stream_block)) == set(PARTS)


@pytest.fixture
def version(article, indexes, boss):
    once("its French version", lambda: article.copy_for_translation(indexes["fr"].locale))
    return ArticlePage.objects.get(locale=indexes["fr"].locale)


def test_the_sample_has_a_value_in_every_part(article):
    found = {path for path in PARTS if _found(article, path)}
    assert found == set(PARTS)


def _found(article, path):
    try:
        _at(_raw(article), path)
    except KeyError:
        return False
    return True


def _raw(page):
    return copy.deepcopy(list(page.body.raw_data))


def _at(raw, path):
    """The holder and the key of a part in a body as the database keeps it."""
    kind, *steps = path.split(".")
    holder, key = next(child for child in raw if child["type"] == kind), "value"
    for step in steps:
        inner = holder[key]
        if step == "*":
            holder, key = inner[0], "value"
        elif isinstance(inner, list):
            holder, key = next(child for child in inner if child["type"] == step), "value"
        else:
            holder, key = inner, step
    holder[key]  # KeyError where the sample has no such part
    return holder, key


def publish(page, raw=None, **fields):
    page = type(page).objects.get(pk=page.pk)
    for name, value in fields.items():
        setattr(page, name, value)
    if raw is not None:
        page.body = raw
    page.save_revision(clean=False).publish()


def state(version):
    return standing(type(version).objects.get(pk=version.pk)).state


def test_a_fresh_copy_is_up_to_date_and_saving_the_source_anew_changes_nothing(article, version):
    assert state(version) == State.CURRENT
    publish(article)
    assert state(version) == State.CURRENT


@pytest.mark.parametrize("name", sorted({**COLUMNS, **BOOKKEEPING}.keys() - {"body"}))
def test_a_column(name, article, version, things):
    value, expected = {**COLUMNS, **BOOKKEEPING}[name]
    publish(article, **{name: things["picture"][1] if value == "picture" else value})
    assert state(version) == expected
    found = differences(standing(version))
    assert [change.unit.field for change in found] == ([name] if expected == YES else [])


@pytest.mark.parametrize("path", sorted(PARTS))
def test_a_part_of_a_block(path, article, version, things):
    value, expected = PARTS[path]
    raw = _raw(article)
    holder, key = _at(raw, path)
    if value == "table":
        holder[key]["data"][1][1] = "13"
    else:
        holder[key] = things[value][1].pk if value in things else value
    publish(article, raw)
    assert state(version) == expected
    named = [(change.kind, change.unit.kind) for change in differences(standing(version))]
    assert named == ([(Kind.CHANGED, path.split(".")[0])] if expected == YES else [])


@pytest.mark.parametrize("kind", sorted({path.split(".")[0] for path in PARTS}))
@pytest.mark.parametrize("how", ["removed", "added", "moved"])
def test_a_block_as_a_whole(kind, how, article, version):
    raw = _raw(article)
    place = next(place for place, child in enumerate(raw) if child["type"] == kind)
    if how == "removed":
        del raw[place]
    elif how == "added":
        raw.append({**copy.deepcopy(raw[place]), "id": new_id()})
    else:
        raw.insert(6 if place < 3 else 0, raw.pop(place))
    publish(article, raw)
    assert state(version) == State.STALE
    named = [(str(change.kind), change.unit.kind) for change in differences(standing(version))]
    assert named == [(how, kind)]


@pytest.mark.parametrize("how", ["new ids", "no ids", "block keys", "spaces", "default missing", "alignment"])
def test_what_no_reader_sees_is_no_change(how, article, version):
    raw = _raw(article)
    for child in raw:
        if how == "new ids":
            child["id"] = new_id()
        elif how == "no ids":
            child.pop("id")
    if how == "block keys":
        holder, key = _at(raw, "paragraph")
        holder[key] = '<p data-block-key="x1y2z">It <b>drives</b> far.</p><p data-block-key="q"></p>'
    if how == "spaces":
        holder, key = _at(raw, "quote.name")
        holder[key] = " A.  Muller "
    if how == "default missing":
        holder, key = _at(raw, "image.decorative")
        del holder[key]
    if how == "alignment":
        holder, key = _at(raw, "table")
        holder[key]["cell"] = [{"row": 0, "col": 0, "className": "htCenter"}]
    publish(article, raw)
    assert state(version) == State.CURRENT


@pytest.mark.parametrize("row", ["topic", "author", "role", "correction", "correction date"])
def test_rows_of_the_page(row, article, version, boss):
    english = article.locale
    rows = ArticlePage.article_topics.rel.related_model, ArticlePage.article_authors.rel.related_model
    notes = ArticlePage.corrections.rel.related_model
    page = ArticlePage.objects.get(pk=article.pk)
    author = Author.objects.create(name="Ada", slug="ada", locale=english)
    if row in {"role", "correction date"}:
        page.article_authors = [rows[1](author=author, role="Text")]
        page.corrections = [notes(note="The year was wrong.")]
        page.save_revision().publish()
        confirm(version, boss, standing(version).source.digest)
        page = ArticlePage.objects.get(pk=article.pk)
    if row == "topic":
        page.article_topics = [
            rows[0](topic=Topic.objects.create(name="Space", slug="space", locale=english))
        ]
    elif row == "author":
        page.article_authors = [rows[1](author=author)]
    elif row == "role":
        page.article_authors = [rows[1](author=author, role="Pictures")]
    elif row == "correction":
        page.corrections = [notes(note="The year was wrong.")]
    else:
        page.corrections = [notes(note="The year was wrong.", at=datetime(2020, 1, 1, tzinfo=UTC))]
    page.save_revision().publish()
    assert state(version) == (NO if row == "correction date" else YES)


HOST = {
    HostPage: {
        "title": ("New", YES),
        "intro": ("New", YES),
        "body": ("<p>New</p>", YES),
        "slug": ("new", NO),
    },
    IllustratedPage: {"title": ("New", YES), "summary": ("New", YES), "lead_picture": ("picture", YES)},
}


@pytest.mark.parametrize(("model", "name"), [(model, name) for model in HOST for name in HOST[model]])
def test_a_hosts_own_page_types(model, name, tree, home_in, things):
    home_in("fr")
    page = tree.home.add_child(instance=model(title="Old", locale=tree.home.locale))
    page.save_revision().publish()
    version = page.copy_for_translation(Locale.objects.get(language_code="fr"))
    value, expected = HOST[model][name]
    assert state(version) == State.CURRENT
    publish(page, **{name: things["picture"][1] if value == "picture" else value})
    assert state(version) == expected


def test_a_host_leaves_fields_out_by_name(tree, home_in, monkeypatch):
    monkeypatch.setattr(HostPage, "newswire_untranslated", ("intro",), raising=False)
    home_in("fr")
    page = tree.published("Old")
    version = page.copy_for_translation(Locale.objects.get(language_code="fr"))
    publish(page, intro="New")
    assert state(version) == State.CURRENT
