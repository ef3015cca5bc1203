"""The story of `make demo-check`: what a person would try, and whether the downstream site shows it."""

import base64
import json
import secrets
import time

from bootstrap import step
from django.contrib.auth.models import User

from demo import accounts, story
from demo.arrivals import Expected, wait_for
from demo.downstream_site import Shown, held
from demo.keys import key_of
from demo.newsroom_client import Editor, call_trigger
from demo.place import Place, address
from demo.texts import LANGUAGES, words
from demo.waiting import TookTooLong, until
from newswire.cms.pages.models import ArticlePage
from newswire.publisher.models import Publication
from newswire.publisher.translating.staleness import State, standing
from newswire.publisher.triggers.create import create as create_trigger

SECONDS = 30.0  # for one change to arrive
TEASERS = 5
CREDIT = "MECO"
ARTICLES = sum(len(words(lang).articles) for lang in LANGUAGES)


class Wrong(Exception):
    """Something else happened than should have; str(error) says what."""


def main() -> int:
    try:
        Check(Place.current()).run()
    except (Wrong, TookTooLong, OSError) as error:
        print(f"\nERROR {type(error).__name__}: {error}")
        return 1
    print("\nThe downstream site shows exactly what the newsroom published.")
    return 0


class Check:
    """`stands` is what the site should show now, by page id."""

    def __init__(self, place: Place) -> None:
        self.place = place
        self.newsroom = address(place.web)
        self.editor = User.objects.get(username="editor")
        self.stands: dict[int, Expected] = {}

    def run(self) -> None:
        for arrival in story.begin(self.place):
            self.stands[arrival.expected.page_id] = arrival.expected
        if len(self.stands) != ARTICLES:
            raise Wrong(f"{len(self.stands)} articles were published, not {ARTICLES}.")
        with step("The article is whole: language links, five teasers, photo credit"):
            for lang in LANGUAGES:
                self._wait_for_page(lang, versions=set(LANGUAGES) - {lang})
        self._expect_versions(State.CURRENT)
        with step("A headline changed; the translators' desk says which versions are behind") as note:
            note(self._change_headline())
            self._expect_versions(State.STALE)
        with step("The French version unpublished in the admin") as note:
            note(self._unpublish_french())
        with step("A draft published by the publish webhook; a wrong signature refused") as note:
            note(self._call_publish_webhook())
        with step("Nothing else changed"):
            self._compare_all()

    def _expect_versions(self, state: State) -> None:
        found = {lang: standing(_sample(lang)).state for lang in ("fr", "de")}
        if set(found.values()) != {state}:
            raise Wrong(f"The versions are {found}, not {state}.")

    def _change_headline(self) -> str:
        page = _sample("en")
        page.title = "Luxembourg and Russia agree on a council for space"
        since = time.time()
        page.save_revision(user=self.editor).publish(user=self.editor)
        return self._expect(page, page.title, since)

    def _unpublish_french(self) -> str:
        password = json.loads((self.place.var / accounts.FILE).read_text())["editor"]
        editor, page = Editor(self.newsroom, "editor", password), _sample("fr")
        since = time.time()
        editor.unpublish(page.pk)
        arrived = self._expect(page, None, since)
        self._wait_for_page("en", versions={"de"})
        self._wait_for_page("de", versions={"en"})
        return arrived

    def _call_publish_webhook(self) -> str:
        trigger, secret = create_trigger("wire", "A wire service", ["publish"])
        page = _sample("de")
        page.title = "Luxemburg und Russland beschließen einen Rat für die Raumfahrt"
        page.save_revision(user=self.editor)
        asks = {"action": "publish", "page": {"id": page.pk}}
        forged = "whsec_" + base64.b64encode(secrets.token_bytes(32)).decode()
        since = 0.0
        for key, wanted in ((forged, 401), (secret, 202)):
            since = time.time()
            status, answer = call_trigger(self.newsroom, trigger.slug, key, asks)
            if status != wanted:
                raise Wrong(f"The publish webhook answered {status}, not {wanted}: {answer}")
        return self._expect(page, page.title, since)

    def _compare_all(self) -> None:
        wait_for(self.place.first, list(self.stands.values()), SECONDS)
        live = sum(one.headline is not None for one in self.stands.values())
        if len(there := [one.title for one in held(self.place.first).values() if one.headline]) != live:
            raise Wrong(f"The site shows {len(there)} articles, not {live}: {there}")

    def _expect(self, page: ArticlePage, headline: str | None, since: float) -> str:
        expected = self.stands[page.pk] = Expected(page.pk, page.locale.language_code, headline, since)
        [arrival] = wait_for(self.place.first, [expected], SECONDS)
        return str(arrival)

    def _wait_for_page(self, lang: str, versions: set[str]) -> None:
        """An article is sent again when one that it points at came or went, so it may take a moment."""
        seen: list[Shown] = []

        def is_whole() -> bool:
            seen[:] = [Shown.read(self._url(lang))]
            shown = seen[0]
            return shown.languages == versions and len(shown.teasers) == TEASERS and CREDIT in shown.text

        def stood() -> str:
            return (
                f"Versions: {sorted(seen[0].languages)}; teasers: {seen[0].teasers}; {seen[0].text[:2000]!r}"
            )

        until(f"the page in {lang} is whole", is_whole, SECONDS, stood)

    def _url(self, lang: str) -> str:
        publication = Publication.objects.get(page_id=_sample(lang).pk)
        url = held(self.place.first)[str(publication.uuid)].url
        if url is None:
            raise Wrong(f"The article in {lang} has no address.")
        return url


def _sample(lang: str) -> ArticlePage:
    key = key_of(story.SAMPLE)
    page: ArticlePage = ArticlePage.objects.get(translation_key=key, locale__language_code=lang)
    return page
