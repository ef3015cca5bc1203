"""Every word that an editor or reader meets is there in French and German."""

import re
from pathlib import Path

import polib
import pytest
from babel.messages.extract import extract_from_dir

BLOCKS = Path(__file__).parents[2] / "blocks"


def words() -> set[str]:
    in_code = {found[2] for found in extract_from_dir(str(BLOCKS), [("**.py", "python")])}
    templates = (path.read_text() for path in BLOCKS.rglob("*.html"))
    return in_code | {word for text in templates for word in re.findall(r'\{% translate "([^"]+)"', text)}


@pytest.mark.parametrize("lang", ["fr", "de"])
def test_catalogue_is_complete_and_without_leftovers(lang):
    catalogue = polib.pofile(BLOCKS / "locale" / lang / "LC_MESSAGES" / "django.po")
    assert {entry.msgid for entry in catalogue.translated_entries()} == words()


@pytest.mark.parametrize("lang", ["fr", "de"])
def test_places_for_names_survive_translation(lang):
    holes = re.compile(r"%\(\w+\)\w|\{\w+\}")
    for entry in polib.pofile(BLOCKS / "locale" / lang / "LC_MESSAGES" / "django.po"):
        assert sorted(holes.findall(entry.msgid)) == sorted(holes.findall(entry.msgstr)), entry.msgid
