"""Every word that an editor or reader meets is there in French and German."""

import re
import shutil
from pathlib import Path

import polib
import pytest
from django.core.management import call_command

CMS = Path(__file__).parents[2] / "cms"


@pytest.fixture(scope="module")
def words(tmp_path_factory: pytest.TempPathFactory) -> set[str]:
    """What Django's own extraction finds in the code and templates of a copy of the app."""
    copy = tmp_path_factory.mktemp("words") / "cms"
    shutil.copytree(CMS, copy, ignore=shutil.ignore_patterns("locale", "__pycache__"))
    (copy / "locale").mkdir()
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(copy)
        call_command("makemessages", "-l", "fr", verbosity=0)
    return {entry.msgid for entry in polib.pofile(copy / "locale/fr/LC_MESSAGES/django.po")}


def catalogue(lang: str) -> polib.POFile:
    return polib.pofile(CMS / "locale" / lang / "LC_MESSAGES" / "django.po")


@pytest.mark.skipif(shutil.which("xgettext") is None, reason="needs GNU gettext")
@pytest.mark.parametrize("lang", ["fr", "de"])
def test_catalogue_is_complete_and_without_leftovers(lang: str, words: set[str]) -> None:
    assert {entry.msgid for entry in catalogue(lang).translated_entries()} == words


@pytest.mark.parametrize("lang", ["fr", "de"])
def test_places_for_names_survive_translation(lang: str) -> None:
    holes = re.compile(r"%\(\w+\)\w")
    for entry in catalogue(lang):
        for text in entry.msgstr_plural.values() or [entry.msgstr]:
            assert sorted(holes.findall(entry.msgid)) == sorted(holes.findall(text)), entry.msgid
