from wagtail.models import PageViewRestriction


def stored(page=None, text="Register for the conference", url="", site_name=""):
    return ("link_button", {"page": page and page.pk, "text": text, "url": url, "site_name": site_name})


OUTSIDE = stored(url="https://events.example.org/", site_name="Example")


def test_to_a_page(tree, api, make_page):
    page = make_page("Conference")
    (p,) = tree(stored(page))
    assert (p.find("a").get("href"), p.find("a").text) == (page.url, "Register for the conference")
    (shown,) = api(stored(page), page=page)
    assert shown["text"] == "Register for the conference"
    assert shown["link"]["url"] == f"https://news.example.org{page.url}"
    assert shown["link"]["pageId"] == page.pk


def test_to_another_site_names_it(tree, api, db):
    (p,) = tree(OUTSIDE)
    assert p.find("a/span").text == "(Example)"
    assert api(OUTSIDE)[0]["link"]["external"] is True


def test_to_what_nobody_may_see(html, api, make_page):
    private = make_page("Private")
    PageViewRestriction.objects.create(page=private, restriction_type=PageViewRestriction.LOGIN)
    assert html(stored(private)).strip() == ""
    assert api(stored(private))[0]["link"] is None


def test_messages(errors):
    assert errors(*OUTSIDE) == {}
    assert errors(*stored()) == {"page": ["Choose a page of this site, or enter an address below."]}
    assert errors(*stored(url="https://events.example.org/")) == {
        "site_name": ["Name the site, so that readers know where the link leads."]
    }
    assert errors(*stored(text=""), draft=True) == {}


def test_only_its_words_are_searched(make_body, db):
    body = make_body(OUTSIDE)
    assert body.stream_block.get_searchable_content(body) == ["Register for the conference"]
