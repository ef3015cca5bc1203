import pytest
from wagtail.models import PageViewRestriction


def row(page=None, url="", site_name="", language=""):
    return {"page": page and page.pk, "url": url, "site_name": site_name, "language": language}


OUTSIDE = row(url="https://lu.example.org/a", site_name="Example", language="en")


def stored(*rows):
    return ("full_article", {"rows": list(rows)})


def links(root):
    return [(" ".join("".join(a.itertext()).split()), a.get("href")) for a in root.iter("a")]


def test_several_rows(tree, make_page):
    english, page = make_page("Full"), make_page("Article", "fr")
    (items,) = tree(stored(row(english), OUTSIDE | {"language": "de"}), page=page)
    assert items.tag == "ul"
    assert links(items) == [
        ("Lire l'article complet en anglais", english.url),
        ("Lire l'article complet en allemand (Example)", "https://lu.example.org/a"),
    ]


def test_in_the_pages_own_language(tree, make_page):
    (items,) = tree(stored(OUTSIDE), page=make_page("Article"))
    assert links(items)[0][0] == "Read full article in English (Example)"


def test_it_is_no_language_version(html, make_page):
    assert "hreflang" not in html(stored(row(make_page("Full")), OUTSIDE), page=make_page("Article", "de"))


def test_what_nobody_may_see_is_left_out(html, api, make_page):
    draft, private, gone = make_page("Draft", live=False), make_page("Private"), make_page("Gone")
    PageViewRestriction.objects.create(page=private, restriction_type=PageViewRestriction.LOGIN)
    block = stored(row(draft), row(private), row(gone))
    gone.delete()
    assert html(block).strip() == ""
    assert api(block) == [{"items": []}]


def test_api(api, make_page):
    full, page = make_page("Full"), make_page("Article", "de")
    assert api(stored(row(full), OUTSIDE), page=page)[0]["items"] == [
        {
            "label": "Vollständigen Artikel auf Englisch lesen",
            "url": f"https://news.example.org{full.url}",
            "external": False,
            "pageId": full.pk,
            "site": "",
            "lang": "en",
        },
        {
            "label": "Vollständigen Artikel auf Englisch lesen",
            "url": "https://lu.example.org/a",
            "external": True,
            "pageId": None,
            "site": "Example",
            "lang": "en",
        },
    ]


def said(errors, value, **kwargs):
    return errors(*stored(value), **kwargs).get("rows", {}).get(0, {})


def test_row_leads_somewhere(errors):
    assert said(errors, row()) == {"page": ["Choose a page of this site, or enter an address below."]}
    assert said(errors, row(), draft=True) == {}


def test_row_leads_to_one_place(errors, make_page):
    value = OUTSIDE | {"page": make_page("Full").pk}
    message = ["Choose a page or enter an address, not both: clear one of them."]
    assert said(errors, value) == {"url": message}
    assert said(errors, value, draft=True) == {"url": message}


def test_outside_row_is_complete(errors):
    assert said(errors, row(url="https://lu.example.org/a")) == {
        "site_name": ["Name the site, so that readers know where the link leads."],
        "language": ["Choose the language of the full article."],
    }
    assert said(errors, OUTSIDE) == {}


def test_language_of_a_page_is_its_own(errors, make_page):
    page = make_page("Full", "fr")
    assert said(errors, row(page)) == {}
    assert said(errors, row(page, language="fr")) == {}
    assert said(errors, row(page, language="en")) == {
        "language": ["The chosen page is in another language: leave this empty."]
    }


def test_no_row_is_for_drafts_only(errors):
    assert errors(*stored()) == {"rows": {"": ["The minimum number of items is 1"]}}
    assert errors(*stored(), draft=True) == {}


@pytest.mark.parametrize("language", ["lb", "zh-hans", "pt-br"])
def test_any_language_that_django_knows(errors, language):
    assert said(errors, OUTSIDE | {"language": language}) == {}


def test_stored_language_that_is_no_choice_any_more_still_shows(api, make_page):
    (shown,) = api(stored(OUTSIDE | {"language": "tlh"}), page=make_page("Article"))
    assert shown["items"][0]["label"] == "Read full article: tlh"
