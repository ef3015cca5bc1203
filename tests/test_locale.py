"""Every word on the screen is there in French and German, and docs/words.md is the list that they keep to."""

import re
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path

import polib
import pytest
from babel.messages.extract import DEFAULT_KEYWORDS, extract
from django.utils.translation.template import templatize

ROOT = Path(__file__).parent.parent
APPS = ["blocks", "cms", "publisher"]
LANGS = ["fr", "de"]
EVERY = [pytest.param(app, lang, id=f"{app}-{lang}") for app in APPS for lang in LANGS]
KEYWORDS = {**DEFAULT_KEYWORDS, "gettext_lazy": None, "gettext_noop": None, "ngettext_lazy": (1, 2)}
HOLES = re.compile(r"%(?:\(\w+\))?[sd]|\{\w+\}")
# Goes out to readers, and is spelled like the sentences of blocks/labels.py.
PUBLISHED = ("Read full article", "Read full article: %(language)s")


def catalogue(app: str, lang: str) -> polib.POFile:
    return polib.pofile(ROOT / app / "locale" / lang / "LC_MESSAGES" / "django.po")


def texts(entry: polib.POEntry) -> list[str]:
    return list(entry.msgstr_plural.values()) or [entry.msgstr]


def words(app: str) -> set[str]:
    """What Django's makemessages finds in the app, found without GNU gettext."""
    sources = [path for path in (ROOT / app).rglob("*") if path.suffix in {".py", ".html"}]
    return {word for path in sources for word in _words(path)}


def _words(path: Path) -> Iterator[str]:
    source = path.read_text()
    if path.suffix == ".html":
        source = f"(\n{templatize(source)}\n)"  # in brackets, its indentation means nothing to Python
    for _line, found, _comments, _context in extract("python", BytesIO(source.encode()), keywords=KEYWORDS):
        yield found if isinstance(found, str) else found[0]


def test_no_number_for_a_program_is_written_as_for_people() -> None:
    """With USE_THOUSAND_SEPARATOR the page 1234 is "1,234": nothing finds it. See also: `|unlocalize`."""
    number = re.compile(r'="[^"]*\{\{ (?:\w+\.)*(?:pk|page_id|version|sequence|width|height|every) \}\}')
    templates = [path for app in APPS for path in (ROOT / app).rglob("templates/**/*") if path.is_file()]
    found = {str(path.relative_to(ROOT)) for path in templates if number.search(path.read_text())}
    # Geometry of a drawing is text already.
    assert found == {"publisher/templates/newswire_publisher/charts/chart.html"}


@pytest.mark.parametrize(("app", "lang"), EVERY)
def test_catalogue_is_complete_and_without_leftovers(app: str, lang: str) -> None:
    found = catalogue(app, lang)
    assert {entry.msgid for entry in found.translated_entries()} == words(app)
    assert not found.fuzzy_entries() and not found.obsolete_entries()


@pytest.mark.parametrize(("app", "lang"), EVERY)
def test_places_for_names_survive_translation(app: str, lang: str) -> None:
    for entry in catalogue(app, lang):
        for text in texts(entry):
            assert sorted(HOLES.findall(entry.msgid)) == sorted(HOLES.findall(text)), entry.msgid


@pytest.mark.parametrize(("app", "lang"), EVERY)
def test_edges_survive_translation(app: str, lang: str) -> None:
    """A leading space or comma joins two texts; a full stop ends a sentence."""
    for entry in catalogue(app, lang):
        for text in texts(entry):
            assert text[0].isspace() == entry.msgid[0].isspace(), entry.msgid
            assert text.endswith(".") == entry.msgid.endswith("."), entry.msgid


@pytest.mark.parametrize("lang", LANGS)
def test_apps_agree_on_a_text(lang: str) -> None:
    """Django merges the catalogues of all apps: of two translations one would win by chance."""
    seen: dict[str, list[str]] = {}
    for app in APPS:
        for entry in catalogue(app, lang):
            assert texts(entry) == seen.setdefault(entry.msgid, texts(entry)), entry.msgid


@pytest.mark.parametrize("app", APPS)
def test_french_is_set_as_in_print(app: str) -> None:
    wrong = re.compile(r"\w'\w|(?<!\u00a0)(?:[;!?»]|:(?!//))(?=\W|$)|«(?!\u00a0)")
    for entry in catalogue(app, "fr"):
        for text in texts(entry):
            assert entry.msgid in PUBLISHED or not wrong.search(text), text


@pytest.mark.parametrize("app", APPS)
def test_german_quotes_are_german(app: str) -> None:
    for entry in catalogue(app, "de"):
        for text in texts(entry):
            assert text.count("„") == text.count("“") and "”" not in text and '"' not in text, text


def listed() -> list[tuple[str, str, str]]:
    """English, French and German of each row of docs/words.md."""
    rows = re.findall(
        r"^\| ([^|]+?) \| ([^|]+?) \| ([^|]+?) \| ", (ROOT / "docs/words.md").read_text(), re.MULTILINE
    )
    return [row for row in rows if row[0] != "English"]


def test_the_list_has_words() -> None:
    assert len(listed()) >= 10


@pytest.mark.parametrize("row", listed(), ids=lambda row: row[0])
def test_words_are_translated_as_listed(row: tuple[str, str, str]) -> None:
    english, *translations = row
    for lang, wanted in zip(LANGS, translations, strict=True):
        uses = {
            entry.msgid: entry.msgstr
            for app in APPS
            for entry in catalogue(app, lang)
            if entry.msgid.casefold() == english.casefold()
        }
        assert uses, f"“{english}” is not on any screen"
        assert {text.casefold() for text in uses.values()} == {wanted.casefold()}, uses


def test_words_of_the_code_are_not_on_the_screen() -> None:
    page = (ROOT / "docs/words.md").read_text()
    never = re.findall(r"`([\w ]+)`", page.split("## Never on the screen")[1])
    assert never
    pattern = re.compile(rf"\b(?:{'|'.join(never)})\b", re.IGNORECASE)
    assert not [word for app in APPS for word in words(app) if pattern.search(word)]
