import pytest
from wagtail.models import Page, PageViewRestriction

from newswire.blocks import candidates
from newswire.blocks.candidates import register_candidates
from newswire.blocks.related import RelatedNewsBlock
from newswire.blocks.teasers import resolve_related


@pytest.fixture
def provider():
    """Registers what automatic related news offers; taken away after the test."""
    before = candidates._provider
    register_candidates(None)
    yield register_candidates
    register_candidates(before)


@pytest.fixture
def article(make_page):
    return make_page("Article")


def picked(page, **fields):
    return {"type": "page", "value": {"page": page.pk, "title": "", "summary": "", **fields}}


def outside(url="https://lu.example.org/a", **fields):
    said = {"title": "Elsewhere", "url": url, "site_name": "Example", "summary": "", "language": ""}
    return {"type": "outside", "value": said | fields}


def stored(*items, automatic=False):
    return {"heading": "", "items": list(items), "automatic": automatic}


def teasers(page, *items, automatic=False):
    value = RelatedNewsBlock().to_python(stored(*items, automatic=automatic))
    return resolve_related(value, page)


def titles(page, *items, automatic=False):
    return [teaser.title for teaser in teasers(page, *items, automatic=automatic)]


def test_chosen_pages_in_their_order(article, make_page):
    pages = [make_page(title) for title in ("First", "Second", "Third")]
    found = teasers(article, *(picked(page) for page in reversed(pages)))
    assert [(one.position, one.kind, one.title) for one in found] == [
        (1, "manual", "Third"),
        (2, "manual", "Second"),
        (3, "manual", "First"),
    ]


def test_a_teaser_shows_its_page(article, make_page, make_image):
    image = make_image()
    target = make_page("Council", summary="Two ministers met.", lead_picture=image)
    (teaser,) = teasers(article, picked(target))
    assert (teaser.title, teaser.summary) == ("Council", "Two ministers met.")
    assert (teaser.page_id, teaser.url, teaser.lang) == (target.pk, target.url, "en")
    assert teaser.external is False
    assert teaser.image.id == str(image.pk)


def test_texts_are_live_or_frozen(article, make_page):
    target = make_page("Old", search_description="Old words")
    live, frozen = picked(target), picked(target, title="Frozen", summary="Frozen words")
    target.title, target.search_description = "New", "New words"
    target.save()
    (teaser,) = teasers(article, live)
    assert (teaser.title, teaser.summary) == ("New", "New words")
    (teaser,) = teasers(article, frozen)
    assert (teaser.title, teaser.summary) == ("Frozen", "Frozen words")


def test_a_summary_is_found_in_the_search_description(article, homes):
    target = homes["en"].add_child(
        instance=Page(title="Plain", search_description="Words", locale=homes["en"].locale)
    )
    (teaser,) = teasers(article, picked(target))
    assert (teaser.summary, teaser.image) == ("Words", None)


def test_what_nobody_may_see_is_left_out(article, make_page):
    draft, private, gone = make_page("Draft", live=False), make_page("Private"), make_page("Gone")
    PageViewRestriction.objects.create(page=private, restriction_type=PageViewRestriction.LOGIN)
    items = [picked(draft), picked(private), picked(gone), picked(make_page("Public"))]
    gone.delete()
    assert titles(article, *items) == ["Public"]


def test_never_itself_nor_its_versions(article, make_page):
    version = make_page("Article en français", "fr", translation_key=article.translation_key)
    assert titles(article, picked(article), picked(version)) == []


def test_a_page_in_another_language_gives_way_to_its_version(make_page):
    french, target, lonely = make_page("Article", "fr"), make_page("Council"), make_page("English only")
    make_page("Conseil", "fr", translation_key=target.translation_key)
    assert titles(french, picked(target), picked(lonely)) == ["Conseil"]


def test_each_once(article, make_page):
    target = make_page("Council")
    repeated = [picked(target), outside(), picked(target), outside()]
    assert titles(article, *repeated) == ["Council", "Elsewhere"]


def test_items_outside_the_site(make_page):
    french = make_page("Article", "fr")
    here, english = teasers(french, outside(), outside("https://lu.example.org/b", language="en"))
    assert (here.external, here.page_id, here.site, here.lang) == (True, None, "Example", "fr")
    assert english.lang == "en"


def test_automatic_without_a_provider_gives_nothing(article, make_page):
    assert titles(article, picked(make_page("Council")), automatic=True) == ["Council"]


def test_chosen_ones_are_filled_up_to_five(article, make_page, provider):
    pages = [make_page(f"News {n}") for n in range(8)]
    asked = []

    def newest(page, *, limit, exclude):
        asked.append((page.pk, limit, set(exclude)))
        return [one for one in pages if one.pk not in exclude][:limit]

    provider(newest)
    found = teasers(article, picked(pages[1]), outside(), automatic=True)
    assert [one.title for one in found] == ["News 1", "Elsewhere", "News 0", "News 2", "News 3"]
    assert [one.kind for one in found] == ["manual"] * 2 + ["auto"] * 3
    assert [one.position for one in found] == [1, 2, 3, 4, 5]
    assert asked == [(article.pk, 3, {pages[1].pk, article.pk})]


def test_a_careless_provider_does_no_harm(article, make_page, provider):
    draft, private = make_page("Draft", live=False), make_page("Private")
    PageViewRestriction.objects.create(page=private, restriction_type=PageViewRestriction.LOGIN)
    french, good = make_page("Autre", "fr"), [make_page(f"Good {n}") for n in range(9)]
    offered = [article, draft, private, french, good[0], good[0], *good]
    provider(lambda page, *, limit, exclude: offered)
    assert titles(article, automatic=True) == [f"Good {n}" for n in range(5)]


def test_a_page_without_the_block_has_automatic_ones(article, make_page, provider):
    page = make_page("News")
    provider(lambda page_, *, limit, exclude: [page])
    assert [teaser.title for teaser in resolve_related(None, article)] == ["News"]


def test_five_chosen_ones_ask_nobody(article, make_page, provider):
    def refuse(page, *, limit, exclude):
        raise AssertionError("asked")

    provider(refuse)
    pages = [make_page(f"News {n}") for n in range(5)]
    assert len(titles(article, *map(picked, pages), automatic=True)) == 5


def test_without_a_page_the_chosen_ones_show(make_page):
    value = RelatedNewsBlock().to_python(stored(picked(make_page("Council")), automatic=True))
    assert [teaser.title for teaser in resolve_related(value, None)] == ["Council"]


def test_html(tree, article, make_page, make_image):
    target = make_page("Council & law", summary="Two <b>ministers</b>.", lead_picture=make_image())
    article.all_news_url = "/en/news/"
    (aside,) = tree(("related_news", stored(picked(target), outside(language="ar"))), page=article)
    assert aside.tag == "aside"
    heading = aside.find("h2")
    assert heading.text == "Read more"
    assert aside.get("aria-labelledby") == heading.get("id")
    here, there = aside.findall("article")
    assert here.find("h3/a").text.strip() == "Council & law"
    assert here.find("h3/a").get("href") == target.url
    assert here.find("img").get("alt") == ""
    assert here.find("p").text == "Two <b>ministers</b>."
    assert here.get("lang") is None
    more = here.find("p/a")
    assert (more.text, more.get("aria-label")) == ("Read more", "Read more: Council & law")
    assert (there.get("lang"), there.get("dir")) == ("ar", "rtl")
    assert there.find("h3/a/span").text == "(Example)"
    assert there.find("p/a").get("lang") == "en"
    assert aside.findall("p")[-1].find("a").get("href") == "/en/news/"


@pytest.mark.parametrize(("lang", "words"), [("fr", "Lire la suite"), ("de", "Weiterlesen")])
def test_words_are_the_pages(tree, make_page, lang, words):
    (aside,) = tree(("related_news", stored(outside())), page=make_page("Article", lang))
    assert aside.find("h2").text == words
    assert aside.find("article/p/a").get("aria-label") == f"{words}: Elsewhere"


def test_nothing_to_show_no_heading(html, article):
    assert html(("related_news", stored(automatic=True)), page=article).strip() == ""


def test_api(api, article, make_page, make_image):
    target = make_page("Council", summary="Two ministers.", lead_picture=make_image())
    article.all_news_url = "/en/news/"
    (shown,) = api(("related_news", stored(picked(target), outside())), page=article)
    assert shown["heading"] == "Read more"
    assert shown["allNews"] == {"label": "All news", "url": "https://news.example.org/en/news/"}
    here, there = shown["items"]
    image = here.pop("image")
    assert here == {
        "position": 1,
        "kind": "manual",
        "external": False,
        "pageId": target.pk,
        "title": "Council",
        "summary": "Two ministers.",
        "url": f"https://news.example.org{target.url}",
        "lang": "en",
        "site": "",
    }
    assert image["renditions"][0]["url"].startswith("https://news.example.org/media/")
    assert (there["position"], there["external"], there["image"]) == (2, True, None)


def test_too_many(errors, make_page):
    items = [outside(f"https://lu.example.org/{n}") for n in range(7)]
    said = errors("related_news", stored(*items))
    assert said == {"items": {"": ["At most 5 items are shown: remove 2."]}}


def test_repeated(errors, make_page):
    page = make_page("Council")
    message = ["This is already in the list: remove one of the two."]
    assert errors("related_news", stored(picked(page), outside(), picked(page), outside())) == {
        "items": {2: {"page": message}, 3: {"url": message}}
    }


def test_empty_is_for_drafts_only(errors):
    assert errors("related_news", stored()) == {
        "automatic": ["Add an item, or tick “Fill up automatically”."]
    }
    assert errors("related_news", stored(), draft=True) == {}
    assert errors("related_news", stored(automatic=True)) == {}


@pytest.mark.parametrize("url", ["javascript:alert(1)", "not an address"])
def test_bad_address(errors, url):
    assert list(errors("related_news", stored(outside(url)))["items"][0]) == ["url"]


def test_an_unknown_language_is_refused(errors):
    assert list(errors("related_news", stored(outside(language="tlh")))["items"][0]) == ["language"]


def test_other_articles_words_are_not_searched(make_body, db):
    body = make_body(("related_news", stored(outside())))
    assert body.stream_block.get_searchable_content(body) == []
