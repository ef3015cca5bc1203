"""The desk, side by side and the Languages page in a real Chromium: light, dark, and from right to left."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.conf.locale import LANG_INFO
from django.test import Client
from django.urls import reverse
from e2e.conftest import ROOT
from host.tree import plant
from playwright.sync_api import Browser, Page, expect
from support.looks import cut_off, serious, sticking_out, taken_apart
from wagtail.models import Locale
from wagtail.users.models import UserProfile

from newswire.publisher.translating.begin import begin
from newswire.publisher.translating.link import link
from newswire.publisher.translating.staleness import confirm, standing

pytestmark = [pytest.mark.e2e, pytest.mark.django_db(transaction=True), pytest.mark.timeout(600)]
LOOKED_AT = ROOT / "build" / "e2e"
SLOW = 60_000  # milliseconds: the machine may be busy
THEN, NOW = "أعيد فتح الميناء أمام العبارات.", "أعيد فتح الميناء أمام العبارات والسفن."
WAYS = [("light", "en"), ("dark", "en"), ("light", "ar"), ("dark", "ar"), ("light", "de")]


@pytest.fixture(scope="module", autouse=True)
def in_this_thread() -> Iterator[None]:
    """Playwright's loop runs in it, and Django takes that for an asynchronous program."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "true")
        yield


@pytest.fixture
def tree(transactional_db: None) -> Any:
    return plant()


@pytest.fixture
def articles(tree: Any, published: Any, home_in: Any, boss: Any, again: Any) -> dict[str, Any]:
    """An Arabic source with a Chinese version that is out of date and a German draft; others are missing."""
    arabic = published("إعادة فتح ميناء اللؤلؤة بعد عام من أعمال الترميم", "ar", intro=THEN)
    chinese = published("港口在整修一年后重新开放", "zh-hans", intro="港口重新向渡轮开放。")
    link(arabic, chinese, boss)
    confirm(again(chinese), boss, standing(again(chinese)).source.digest)
    begin(
        again(arabic), home_in("de").locale, boss, "Der Hafen öffnet nach einem Jahr der Bauarbeiten wieder"
    )
    page = again(arabic)
    page.intro = NOW
    page.save_revision().publish()
    for number in range(3):
        published(f"{number + 2} ferries are back, and the harbour master is content with how it went", "en")
    return {"arabic": again(arabic), "chinese": again(chinese)}


@pytest.fixture
def opened(articles: Any, boss: Any, live_server: Any, browser: Browser) -> Iterator[Any]:
    """Opens a view for somebody who reads the admin in a language, in a theme."""
    contexts = []

    def open_as(scheme: str, reader: str, name: str, *args: Any, **query: str) -> Page:
        UserProfile.objects.update_or_create(user=boss, defaults={"preferred_language": reader})
        client = Client()
        client.force_login(boss)
        context = browser.new_context(
            viewport={"width": 1280, "height": 900}, locale="en-GB", color_scheme=scheme
        )
        contexts.append(context)
        cookie = {"name": "sessionid", "value": client.cookies["sessionid"].value, "url": live_server.url}
        context.add_cookies([cookie])
        page = context.new_page()
        page.set_default_timeout(SLOW)
        address = reverse(f"newswire_languages:{name}", args=args)
        page.goto(f"{live_server.url}{address}?{'&'.join(f'{key}={one}' for key, one in query.items())}")
        return page

    yield open_as
    for context in contexts:
        context.close()


@pytest.mark.parametrize(("scheme", "lang"), WAYS)
def test_nothing_is_hidden_or_hard_to_read(scheme: str, lang: str, opened: Any, articles: Any) -> None:
    views = {
        "desk": opened(scheme, lang, "desk", lang="zh-hans"),
        "matrix": opened(scheme, lang, "matrix"),
        "set": opened(scheme, lang, "set", articles["arabic"].pk),
        "compare": opened(scheme, lang, "compare", articles["chinese"].pk),
        "begin": opened(scheme, lang, "begin", articles["arabic"].pk, "fr"),
        "link": opened(scheme, lang, "link", articles["arabic"].pk, "en", q="ferries"),
    }
    for name, page in views.items():
        expect(page.locator("html")).to_have_attribute("dir", "rtl" if lang == "ar" else "ltr")
        look(page, f"{name}-{scheme}-{lang}")
    expect(views["compare"].locator("ins", has_text="والسفن").first).to_be_visible()
    assert views["compare"].locator("td[lang=ar]").first.get_attribute("dir") == "rtl"
    assert views["compare"].locator("td[lang=zh-hans]").first.get_attribute("dir") == "ltr"


def test_titles_can_be_read_beside_thirty_languages(opened: Any, settings: Any) -> None:
    known = [lang for lang in LANG_INFO if "name" in LANG_INFO[lang]]
    for lang in {*known[:30], *(lang for lang, _ in settings.LANGUAGES)}:
        Locale.objects.get_or_create(language_code=lang)
    settings.LANGUAGES = settings.WAGTAIL_CONTENT_LANGUAGES = [(lang, lang) for lang in known]
    page = opened("light", "en", "matrix")
    assert page.locator(".newswire-matrix thead th").count() > 30
    assert not taken_apart(page)
    page.set_viewport_size({"width": 320, "height": 800})
    assert not sticking_out(page)


def test_a_telephone_shows_languages_beside_the_titles(opened: Any, articles: Any, published: Any) -> None:
    published("Luxembourg and Russia found a council for science in space")
    page = opened("light", "en", "matrix")
    page.set_viewport_size({"width": 320, "height": 800})
    titles, region = (
        page.locator(place).first.evaluate("one => one.getBoundingClientRect().width")
        for place in (".newswire-matrix th[scope=row]", ".newswire-sideways")
    )
    assert titles < region * 2 / 3, "what stays where it is would cover all others"


def look(page: Page, name: str) -> None:
    """A picture; then axe, and that nothing reaches beyond a narrow screen."""
    LOOKED_AT.mkdir(parents=True, exist_ok=True)
    page.screenshot(path=LOOKED_AT / f"translating-{name}.png", full_page=True)
    assert not taken_apart(page), name
    assert not serious(page, "main"), name
    page.set_viewport_size({"width": 320, "height": 800})
    assert not sticking_out(page), name
    assert not cut_off(page), name
    assert not name.startswith(("desk", "compare")) or not taken_apart(page), name
    page.set_viewport_size({"width": 1280, "height": 900})
