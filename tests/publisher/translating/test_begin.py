"""A draft begun from its source keeps what is its own, and links in its own language."""

import pytest
from host.models import HostLink, HostPage, IllustratedPage
from wagtail.models import Page

from newswire.cms.pages.models import ArticlePage, NewsIndexPage
from newswire.publisher.translating import begin as begin_module
from newswire.publisher.translating.begin import begin
from newswire.publisher.translating.refusal import Refused
from newswire.publisher.translating.staleness import State, standing


@pytest.fixture
def french(home_in):
    return home_in("fr").locale


def test_links_lead_to_versions_and_those_without_are_named(published, french, boss, tree):
    with_version, without = published("Ferries", "en"), published("Fish", "en")
    begun = begin(with_version, french, boss)
    linked = " ".join(f'<a linktype="page" id="{page.pk}">x</a>' for page in (with_version, without))
    origin = published("Harbour", "en", body=f"<p>{linked}</p>")
    draft = begin(origin, french, boss)
    assert f'id="{begun.page.pk}"' in draft.page.body and f'id="{without.pk}"' in draft.page.body
    assert (draft.mapped, draft.missing) == (("Ferries",), ("Fish",))
    page = HostPage.objects.get(pk=draft.page.pk)
    assert (page.live, page.slug, page.owner) == (False, "harbour", boss)
    assert page.get_latest_revision_as_object().body == page.body
    assert standing(page).state == State.CURRENT


def test_rows_of_a_page_lead_to_versions_too(published, french, boss, home_in):
    with_version, without = published("Ferries", "en"), published("Fish", "en")
    version = begin(with_version, french, boss).page
    origin = IllustratedPage(title="Harbour", locale=home_in("en").locale)
    origin.links = [HostLink(target=page, text=page.title) for page in (with_version, without)]
    home_in("en").add_child(instance=origin).save_revision().publish()
    begun = begin(origin, french, boss)
    page = IllustratedPage.objects.get(pk=begun.page.pk)
    for text in (page, page.get_latest_revision_as_object()):
        assert leads(text) == {"Ferries": version.pk, "Fish": without.pk}
    assert (begun.mapped, begun.missing) == (("Ferries",), ("Fish",))
    assert leads(origin) == {"Ferries": with_version.pk, "Fish": without.pk}


def leads(page):
    return {row.text: row.target_id for row in page.links.all()}


def test_an_article_keeps_its_blocks_with_their_ids(tree, home_in, french, boss):
    english = home_in("en").add_child(instance=NewsIndexPage(title="News", slug="all", locale=tree.english))
    above = NewsIndexPage(title="News", slug="all", locale=french, translation_key=english.translation_key)
    home_in("fr").add_child(instance=above)
    other, origin = (
        english.add_child(instance=ArticlePage(title=title, locale=english.locale))
        for title in ("Other", "Rover")
    )
    version = begin(other, french, boss).page
    origin.body = [
        ("paragraph", "<p>Text</p>"),
        ("link_button", {"text": "Look", "page": other, "url": "", "site_name": ""}),
        ("full_article", {"rows": [{"page": other, "url": "", "site_name": "", "language": ""}]}),
        (
            "related_news",
            {"items": [("page", {"page": other, "title": "", "summary": ""})], "automatic": True},
        ),
    ]
    origin.save_revision().publish()
    draft = ArticlePage.objects.get(pk=begin(origin, french, boss).page.pk)
    origin = ArticlePage.objects.get(pk=origin.pk)
    assert [block.id for block in draft.body] == [block.id for block in origin.body]
    assert draft.body[1].value["page"].pk == version.pk
    assert draft.body[2].value["rows"][0]["page"].pk == version.pk
    assert draft.body[3].value["items"][0].value["page"].pk == version.pk


@pytest.mark.parametrize(
    ("lang", "title", "slug"),
    [
        ("fr", "Le port rouvre", "le-port-rouvre"),
        ("ar", "إعادة فتح الميناء", "إعادة-فتح-الميناء"),
        ("de", "", "harbour"),
    ],
)
def test_the_headline_given_at_the_start_makes_the_slug(lang, title, slug, published, home_in, boss):
    origin = published("Harbour", "en")
    draft = begin(origin, home_in(lang).locale, boss, title).page
    page = HostPage.objects.get(pk=draft.pk)
    assert (page.title, page.draft_title, page.slug) == (title or "Harbour", title or "Harbour", slug)
    assert page.get_latest_revision_as_object().slug == slug
    assert page.url_path.endswith(f"/{slug}/") and not page.live


def test_a_slug_that_is_taken_or_not_allowed(published, french, boss, settings):
    published("Le port", "fr")
    assert begin(published("One", "en"), french, boss, "Le port").page.slug == "le-port-1"
    settings.WAGTAIL_ALLOW_UNICODE_SLUGS = False
    assert begin(published("Two", "en"), french, boss, "港口").page.slug == "two"


def test_what_somebody_else_makes_in_that_moment_is_said(published, french, boss, monkeypatch):
    """Another translator, or a second press of the button."""
    origin, looked = published("Harbour", "en"), begin_module.check

    def slowly(*args):
        parent = looked(*args)
        if not HostPage.objects.filter(locale=french, translation_key=origin.translation_key).exists():
            HostPage.objects.get(pk=origin.pk).copy_for_translation(french)
        return parent

    monkeypatch.setattr(begin_module, "check", slowly)
    with pytest.raises(Refused, match="is a version in French already"):
        begin(origin, french, boss)


def test_refusals(published, french, boss, translator, home_in, tree):
    origin = published("Harbour", "en")
    with pytest.raises(Refused, match="may not add pages in French"):
        begin(origin, french, translator("en"))
    begin(origin, french, boss)
    with pytest.raises(Refused, match="is a version in French already"):
        begin(origin, french, boss)
    below = tree.published("Below", published("Section", "en"))
    with pytest.raises(Refused, match="“Section”, the page above, has no version"):
        begin(below, french, boss)
    alias = published("Aliased", "en")
    alias.copy_for_translation(french, alias=True)
    with pytest.raises(Refused, match="alias stands here"):
        begin(alias, french, boss)
    assert not Page.objects.filter(title="Below", locale=french).exists()


def test_two_drafts_may_have_the_longest_headline(published, home_in, boss, again):
    title = "é" * 255
    drafts = [begin(again(published(name)), home_in("fr").locale, boss, title).page for name in ("A", "B")]
    slugs = [draft.slug for draft in drafts]
    assert len(set(slugs)) == 2 and max(map(len, slugs)) <= 255
