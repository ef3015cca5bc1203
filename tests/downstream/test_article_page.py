"""An article's page: what it shows, what it leaves to the received html, and where its links lead."""

from typing import Any

import pytest
from lxml import html
from services.sender import sample

from .conftest import ENGLISH, Visitor

BARE = "<p>Nothing but text.</p>"  # html of a page type that says no more


def shown(visitor: Visitor, body: dict[str, Any]) -> html.HtmlElement:
    return visitor.page(visitor.send(body).body["url"].removeprefix("http://localhost"))


def text(element: html.HtmlElement, path: str) -> list[str]:
    return [" ".join(found.text_content().split()) for found in element.xpath(path)]


def test_the_head_of_the_article(visitor: Visitor) -> None:
    page = shown(visitor, sample("updated.en", html=BARE))
    header = page.find(".//main//header")
    assert text(header, "p[@class='kicker']") == ["Space"]
    assert text(header, "h1") == ["Luxembourg and Russia set up a council for space research"]
    assert text(header, "p[@class='lede']")[0].startswith("Two ministers")
    assert text(header, "p[@class='meta'][1]") == ["Luxembourg 14 February 2018 By Claire Weber"]
    assert header.xpath(".//time/@datetime") == ["2018-02-14T16:30:00+01:00"]


@pytest.mark.parametrize(
    ("name", "lang", "direction", "date"),
    [
        ("published.fr", "fr", "ltr", "14 février 2018"),
        ("published.de", "de", "ltr", "14. Februar 2018"),
        ("published.ar", "ar", "rtl", "14 فبراير 2018"),
    ],
)
def test_each_language_has_its_own_direction_and_date(
    visitor: Visitor, name: str, lang: str, direction: str, date: str
) -> None:
    page = shown(visitor, sample(name, html=BARE))
    assert (page.get("lang"), page.get("dir")) == (lang, direction)
    assert text(page, "//main//header//time") == [date]


def test_a_language_without_words_of_ours_gets_english_ones_that_say_so(visitor: Visitor) -> None:
    page = shown(visitor, sample("published.en", lang="zh-hans", html="<p>你好</p>"))
    assert page.get("lang") == "zh-hans"
    [link] = page.xpath("//header//a[text()='All news']")
    assert link.xpath("ancestor-or-self::*[@lang][1]/@lang") == ["en"]


def test_the_html_stands_as_received(visitor: Visitor) -> None:
    body = sample("published.en", html='<p title=a>\n<b>x</B>\n&nbsp;&copy &lt; <br/><a href="/y">ü</a></p>')
    visitor.send(body)
    assert body["data"]["html"] in visitor.get(visitor.get(f"/article/{ENGLISH}").location).text


def test_what_the_html_has_is_not_repeated(visitor: Visitor) -> None:
    page = shown(visitor, sample("updated.en"))
    for path in ("aside", "figure", "h1", "header", "section", "time[.='Feb. 14, 2018']"):
        assert len(page.xpath(f"//main//{path}")) == 1, path
    assert len(text(page, "//main//*[starts-with(text(), 'Also in:')]")) == 1
    assert len(text(page, "//main//a[starts-with(., 'All news')]")) == 1
    french = shown(visitor, sample("published.fr"))
    assert len(french.xpath("//a[contains(., 'complet en anglais')]")) == 1


def test_what_the_html_lacks_is_shown_from_the_fields(visitor: Visitor) -> None:
    page = shown(visitor, sample("published.de", html=BARE))
    assert text(page, "//main//figure/figcaption") == [
        "Die Delegationen bei der elften Sitzung der Kommission. MECO"
    ]
    assert page.xpath("//main//figure/img/@alt")[0].startswith("Zwei Delegationen")
    assert text(page, "//aside/h2") == ["Mehr dazu"]
    assert text(page, "//aside//h3") == ["Zwanzig Start-ups im Programm Fit 4 Start"]
    assert text(page, "//ul[@class='full']/li") == [
        "Vollständigen Artikel auf Englisch lesen (Ministry of the Economy)"
    ]
    assert text(page, "//p[@class='all-news']") == ["Alle Nachrichten"]
    assert page.xpath("//p[@class='all-news']/a/@href") == ["/de/"]


def test_a_headline_in_the_html_stands_for_the_pages_own(visitor: Visitor) -> None:
    page = shown(visitor, sample("published.en", html="<h1>The host's own</h1>"))
    assert text(page, "//h1") == ["The host's own"]
    assert len(page.xpath("//main//p[@class='meta']//a[@hreflang]")) == 4


def test_corrections_are_shown_with_their_dates(visitor: Visitor) -> None:
    page = shown(visitor, sample("updated.en", html=BARE))
    assert text(page, "//section[@class='corrections']/ul/li") == [
        "2 March 2026: An earlier version named the wrong day of the meeting."
    ]


def test_a_page_without_html_leads_to_its_source(visitor: Visitor) -> None:
    page = shown(visitor, sample("published.en", html="", url="https://n.example/en/form/"))
    assert page.xpath("//main//a[@rel='external']/@href") == ["https://n.example/en/form/"]


def test_language_links_lead_to_what_is_held_else_to_the_newsroom(visitor: Visitor) -> None:
    visitor.send(sample("moved.fr"))
    page = shown(visitor, sample("published.en", html=BARE))
    links = page.xpath("//main//p[@class='meta']//a[@hreflang]")
    assert [(link.get("lang"), link.text.strip()) for link in links] == [
        ("fr", "Français"),
        ("de", "Deutsch"),
        ("ar", "العربية"),
        ("lb", "Lëtzebuergesch"),
    ]
    assert [link.get("dir") for link in links] == ["ltr", "ltr", "rtl", "ltr"]
    assert links[0].get("href") == "/fr/espace-un-conseil-pour-la-recherche-commune"
    assert links[1].get("href").startswith("https://newsroom.example/de/")
    assert "noriichten.example" in links[3].text_content()


def test_only_held_versions_are_alternates(visitor: Visitor) -> None:
    visitor.send(sample("moved.fr"))
    page = shown(visitor, sample("published.en"))
    own = "http://localhost/en/luxembourg-and-russia-plan-joint-space-research"
    assert page.xpath("//link[@rel='canonical']/@href") == [own]
    alternates = page.xpath("//link[@rel='alternate']")
    assert [(link.get("hreflang"), link.get("href")) for link in alternates] == [
        ("en", own),
        ("fr", "http://localhost/fr/espace-un-conseil-pour-la-recherche-commune"),
    ]


def test_links_to_held_articles_stay_on_this_site(visitor: Visitor) -> None:
    visitor.send(sample("published.en"))
    page = shown(visitor, sample("published.fr"))
    to_full, to_version = page.xpath(f"//a[@data-publication='{ENGLISH}']/@href")
    assert to_full == to_version == "/en/luxembourg-and-russia-plan-joint-space-research"
    others = page.xpath(f"//a[@data-publication and not(@data-publication='{ENGLISH}')]/@href")
    assert others
    assert all(address.startswith("https://newsroom.example/") for address in others)
    assert page.xpath("//p[@class='newswire-all-news']/a/@href") == ["/fr/"]


def test_a_link_is_left_alone_again_when_its_target_goes(visitor: Visitor) -> None:
    visitor.send(sample("published.en"))
    visitor.send(sample("taken_down.en"))
    page = shown(visitor, sample("published.fr"))
    addresses = page.xpath(f"//a[@data-publication='{ENGLISH}']/@href")
    assert addresses
    assert all(address.startswith("https://newsroom.example/en/") for address in addresses)


def test_nothing_of_a_body_can_run(visitor: Visitor) -> None:
    hostile = "javascript:alert(1)"
    links = [{"lang": "fr", "label": "x", "nativeName": "x", "title": "x", "url": hostile}]
    body = sample(
        "published.en",
        title="<script>alert(1)</script>",
        summary='"><script>',
        html="<script>alert(1)</script>",
        url=hostile,
        languageVersions=links,
        related=links,
        fullArticle=links,
    )
    page = shown(visitor, body)
    assert text(page, "//h1") == ["<script>alert(1)</script>"]
    assert [script.text for script in page.iter("script")] == ["alert(1)"]  # in the html, as received
    assert not [address for address in page.xpath("//@href") if "javascript" in address]
    policy = visitor.get("/en/").headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "script-src" not in policy


def test_an_id_that_is_no_uuid_in_a_link_is_only_not_ours(visitor: Visitor) -> None:
    body = sample("published.en", html='<a data-publication="\'; --" href="https://n.example/">x</a>')
    assert shown(visitor, body).xpath("//a[@data-publication]/@href") == ["https://n.example/"]
