"""What the files say, judged by validators that we did not write."""

from collections.abc import Callable
from pathlib import Path

import lxml.html
import pytest
from django.utils import timezone
from lxml import etree
from pytest_django import Settings
from support import judges, sitemap_schema
from support.recording_storage import RecordingStorage
from support.sitemap_schema import NAMES
from support.states import states
from support.static_news import NEWSROOM, article, event, gone, link, picture
from support.static_reader import BASE

Send = Callable[..., None]


def page(site: RecordingStorage, path: str) -> lxml.html.HtmlElement:
    return lxml.html.document_fromstring(site.files[path])


def test_the_nu_html_checker_finds_nothing(send: Send, site: RecordingStorage, tmp_path: Path) -> None:
    now = timezone.now().isoformat()
    samples = [
        event(data, "newswire.article.published.v1") for data in states().values() if data["state"] == "live"
    ]
    for content in samples:
        send(content)
    send(
        article("bridge", images=[picture("bridge")], topics=[{"slug": "a", "name": "A", "lang": "de"}]),
        *(article(f"n{number}", publishedAt=now) for number in range(12)),
        article("moved", url=f"{NEWSROOM}/en/news/x/", previousUrls=[f"{NEWSROOM}/en/news/moved/"]),
        article("gone", lang="zh-hans"),
    )
    send(gone("gone", 2, lang="zh-hans"))
    pages = {path: text for path, text in site.files.items() if path.endswith(".html")}
    assert {"index.html", "en/page/1/index.html", "ar/index.html", "zh-hans/index.html"} <= set(pages)
    folder = tmp_path / "pages"
    folder.mkdir()
    for path, text in pages.items():
        (folder / path.replace("/", "_")).write_bytes(text)
    assert judges.nu(folder) == []


def test_languages_lead_to_each_other_on_the_site_itself(send: Send, site: RecordingStorage) -> None:
    outside = "https://elsewhere.example/pont"
    versions = {lang: link("bridge", lang) for lang in ("en", "fr", "de")}
    hreflang = [{"lang": lang, "url": one["url"]} for lang, one in versions.items()]
    hreflang += [{"lang": "lb", "url": outside}, {"lang": "x-default", "url": versions["en"]["url"]}]
    for lang in ("en", "fr"):
        others = [one for code, one in versions.items() if code != lang]
        send(article("bridge", lang=lang, languageVersions=others, head={"hreflang": hreflang}))
    root = page(site, "en/bridge/index.html")
    found = {one.get("hreflang"): one.get("href") for one in root.xpath("//link[@rel='alternate']")}
    assert found == {
        "en": f"{BASE}en/bridge/",
        "fr": f"{BASE}fr/bridge/",
        "de": versions["de"]["url"],
        "lb": outside,
        "x-default": f"{BASE}en/bridge/",
    }
    assert root.xpath("//p[@class='newswire-also-in']/a/@href") == [
        f"{BASE}fr/bridge/",
        versions["de"]["url"],
    ]


def test_links_follow_what_the_site_has(send: Send, site: RecordingStorage) -> None:
    target = link("tunnel")
    anchor = '<a href="{url}#top" data-publication="{id}">x</a>'.format(**target)
    text = f'<p>{anchor} <a href="https://elsewhere.example/">y</a> href="{target["url"]}"</p>'
    hrefs = "//main//p[not(@class)]/a/@href"
    send(article("bridge", html=text))
    assert page(site, "en/bridge/index.html").xpath(hrefs)[0] == f"{target['url']}#top"
    send(article("tunnel"))
    assert page(site, "en/bridge/index.html").xpath(hrefs) == [
        f"{BASE}en/tunnel/#top",
        "https://elsewhere.example/",
    ]
    assert (
        f"href=&quot;{target['url']}" in site.files["en/bridge/index.html"].decode()
        or target["url"] in site.files["en/bridge/index.html"].decode()
    )
    send(article("tunnel", 2, url=f"{NEWSROOM}/en/news/tube/"))
    assert page(site, "en/bridge/index.html").xpath(hrefs)[0] == f"{BASE}en/tube/#top"
    send(gone("tunnel", 3))
    assert page(site, "en/bridge/index.html").xpath(hrefs)[0] == f"{target['url']}#top"


def test_pictures_stand_on_the_site_under_what_they_hold(send: Send, site: RecordingStorage) -> None:
    elsewhere = "https://elsewhere.example/media/images/x.png"
    shown = picture("bridge")
    url = shown["renditions"][0]["url"]
    html = f'<p><img src="{url}" srcset="{url} 64w, {elsewhere} 2x" alt=""><img src="{elsewhere}" alt=""></p>'
    send(article("bridge", images=[shown], html=html, head={"og": {"og:image": url}}))
    root = page(site, "en/bridge/index.html")
    first, second = root.xpath("//main//p//img")
    assert first.get("src").startswith(f"{BASE}pictures/") and first.get("src").endswith(".png")
    assert first.get("srcset") == f"{first.get('src')} 64w, {elsewhere} 2x"
    assert second.get("src") == elsewhere
    assert root.xpath("//meta[@property='og:image']/@content") == [first.get("src")]
    assert site.types[first.get("src").removeprefix(BASE)] == "image/png"
    (teaser,) = page(site, "en/index.html").xpath("//article//img/@src")
    assert teaser.removeprefix(BASE) in site.files


@pytest.mark.parametrize("path", ["documents/secret.png", "images/../documents/secret.png", "images/no.png"])
def test_what_wagtail_does_not_know_as_a_picture_stays(
    send: Send, site: RecordingStorage, settings: Settings, path: str
) -> None:
    secret = Path(settings.MEDIA_ROOT) / "documents" / "secret.png"
    secret.parent.mkdir(parents=True)
    secret.write_bytes(b"not for everybody")
    send(article("bridge", html=f'<p><img src="{NEWSROOM}/media/{path}" alt=""></p>'))

    assert not [name for name in site.files if name.startswith("pictures/")]
    assert f'src="{NEWSROOM}/media/{path}"' in site.files["en/bridge/index.html"].decode()


def test_sitemaps_are_valid(send: Send, site: RecordingStorage, tmp_path: Path) -> None:
    now = timezone.now().isoformat(timespec="seconds")
    send(
        article("bridge", title="A & <b>", publishedAt=now),
        article("bridge", lang="fr", publishedAt=now),
        article("old"),
    )
    schema = sitemap_schema.schema(tmp_path)
    trees = {
        path: etree.fromstring(text)
        for path, text in site.files.items()
        if path.startswith(("sitemap-", "news"))
    }
    for tree in trees.values():
        schema.validate(tree)
    assert set(trees) == {"sitemap-1.xml", "news-sitemap.xml"}
    locations = trees["sitemap-1.xml"].xpath("//s:loc/text()", namespaces=NAMES)
    assert set(locations) == {
        BASE,
        *(f"{BASE}{path}/" for path in ("en", "fr", "en/bridge", "fr/bridge", "en/old")),
    }
    assert len(trees["sitemap-1.xml"].xpath("//x:link", namespaces=NAMES)) == 6
    assert len(trees["news-sitemap.xml"].xpath("//s:url", namespaces=NAMES)) == 2
    assert f"<loc>{BASE}sitemap-1.xml</loc>".encode() in site.files["sitemap.xml"]


def test_words_are_in_the_language_or_say_which_they_are(send: Send, site: RecordingStorage) -> None:
    send(article("bridge", lang="fr"), article("bridge", lang="ar"))
    assert page(site, "fr/index.html").xpath("string(//h1)") == "Toutes les actualités"
    assert page(site, "fr/index.html").xpath("//h1/@lang") == []
    arabic = page(site, "ar/index.html")
    assert (arabic.get("lang"), arabic.get("dir")) == ("ar", "rtl")
    (heading,) = arabic.iter("h1")
    assert (heading.text, heading.get("lang"), heading.get("dir")) == ("All news", "en", "ltr")


def test_a_host_overrides_templates_and_stylesheet(
    send: Send, site: RecordingStorage, settings: Settings, tmp_path: Path
) -> None:
    own = tmp_path / "newswire_publisher" / "storage"
    own.mkdir(parents=True)
    (own / "site.css").write_text("body { color: red }")
    (own / "article.html").write_text("<!doctype html><title>Ours: {{ data.title }}</title>")
    (engine,) = settings.TEMPLATES
    settings.TEMPLATES = [{**engine, "DIRS": [tmp_path]}]
    send(article("bridge"))
    assert site.files["site.css"] == b"body { color: red }"
    assert site.files["en/bridge/index.html"] == b"<!doctype html><title>Ours: About bridge</title>"


def test_a_template_that_breaks_stops_its_pages_alone(
    send: Send, site: RecordingStorage, settings: Settings, tmp_path: Path, destination: object
) -> None:
    from support.batch_contract import sent

    from newswire.publisher import transports
    from newswire.publisher.transports.base import ErrorKind

    own = tmp_path / "newswire_publisher" / "storage"
    own.mkdir(parents=True)
    (own / "article.html").write_text("{% if data.title == 'bad' %}{% include 'no such' %}{% endif %}ok")
    (engine,) = settings.TEMPLATES
    settings.TEMPLATES = [{**engine, "DIRS": [tmp_path]}]
    bad, good = sent(
        transports.by_batch("storage"), destination, article("bad", title="bad"), article("good")
    )  # type: ignore[arg-type]
    assert bad and bad.error is ErrorKind.TRANSPORT
    assert good and good.error is ErrorKind.NONE
    assert "en/bad/index.html" not in site.files and site.files["en/good/index.html"] == b"ok"
    assert b"bad" not in site.files["en/index.html"]
    moved = article(
        "good", 2, title="bad", url=f"{NEWSROOM}/en/news/new/", previousUrls=[f"{NEWSROOM}/en/news/good/"]
    )
    (bad,) = sent(transports.by_batch("storage"), destination, moved)  # type: ignore[arg-type]
    assert bad and bad.error is ErrorKind.TRANSPORT
    assert site.files["en/good/index.html"] == b"ok", "nothing leads to a page that is not there"
