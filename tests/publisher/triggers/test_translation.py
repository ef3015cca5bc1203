"""A translation vendor says that a translation is finished: its draft goes live, and nothing else does."""

import base64
import json
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from host.models import HostPage
from services import tree
from wagtail.models import Locale

from newswire.publisher.models import LanguageSet, OutsideVersion, Publication, Trigger, TriggerCall
from newswire.publisher.translating.exchange.collect import collect
from newswire.publisher.translating.exchange.formats import FORMATS
from newswire.publisher.translating.staleness import State, standing
from newswire.publisher.triggers import run

from .conftest import Call

pytestmark = pytest.mark.django_db(transaction=True)

COMPLETED = "translation.completed"


@pytest.fixture(autouse=True)
def may(trigger: tuple[Trigger, str]) -> None:
    Trigger.objects.update(actions=[COMPLETED], languages=["fr"])


@pytest.fixture
def source() -> HostPage:
    page = tree.live("Harbour reopens", body="<p>Ferries run again.</p>")
    page.title = "Harbour reopens on Monday"
    page.save_revision()  # a draft of the source, which is not the vendor's to publish
    return page


@pytest.fixture
def french(source: HostPage) -> HostPage:
    """The draft that the vendor has written."""
    locale, _ = Locale.objects.get_or_create(language_code="fr")
    source.get_parent().specific.copy_for_translation(locale)
    page = HostPage.objects.get(pk=source.pk).copy_for_translation(locale)
    page.title, page.body = "Le port rouvre", "<p>Les ferries circulent.</p>"
    page.save_revision()
    return HostPage.objects.get(pk=page.pk)


def act(call: Call, page: dict[str, Any]) -> dict[str, Any]:
    answer = call({"action": COMPLETED, "page": page})
    assert answer.status_code == 202, answer.content
    assert run.act(5) == 1
    found: dict[str, Any] = (
        Client().get(json.loads(answer.content)["job"].removeprefix("http://testserver")).json()
    )
    return found


def uuid_of(page: HostPage) -> str:
    return str(Publication.objects.get_or_create(page_id=page.pk)[0].uuid)


WAYS: dict[str, Callable[[HostPage], dict[str, Any]]] = {
    "id": lambda page: {"id": page.pk},
    "uuid": lambda page: {"uuid": uuid_of(page)},
    "url": lambda page: {"url": f"http://news.example.org/fr/{page.slug}/"},
    "translation key and language": lambda page: {
        "translationKey": str(page.translation_key),
        "language": "fr",
    },
}


@pytest.mark.parametrize("way", WAYS)
def test_the_translated_draft_goes_live_by_every_name(
    call: Call, source: HostPage, french: HostPage, way: str
) -> None:
    job = act(call, WAYS[way](french))

    assert (job["state"], job["action"], job["reason"]) == ("done", COMPLETED, "")
    page = HostPage.objects.get(pk=french.pk)
    assert (page.live, page.title) == (True, "Le port rouvre")
    assert Publication.objects.get(page_id=french.pk).generation >= 1
    assert HostPage.objects.get(pk=source.pk).title == "Harbour reopens"


def test_a_correction_of_the_translation_goes_live_too(call: Call, french: HostPage) -> None:
    act(call, {"id": french.pk})
    page = HostPage.objects.get(pk=french.pk)
    page.title = "Le port rouvre lundi"
    page.save_revision()

    assert act(call, {"id": french.pk})["state"] == "done"
    assert HostPage.objects.get(pk=french.pk).title == "Le port rouvre lundi"


def test_said_twice_it_is_published_once(call: Call, french: HostPage) -> None:
    act(call, {"id": french.pk})
    published = HostPage.objects.get(pk=french.pk).last_published_at

    job = act(call, {"id": french.pk})

    assert (job["state"], job["reason"]) == ("done", "It was live, and its draft has nothing new.")
    assert HostPage.objects.get(pk=french.pk).last_published_at == published


def test_a_page_that_translates_nothing(call: Call) -> None:
    Trigger.objects.update(languages=[])
    page = tree.draft("Alone")

    job = act(call, {"id": page.pk})

    assert job["state"] == "failed"
    assert "version of no other" in job["reason"]
    assert not HostPage.objects.get(pk=page.pk).live


def test_a_translation_of_what_stands_on_another_site(call: Call) -> None:
    Trigger.objects.update(languages=[])
    page = tree.draft("Le port rouvre")
    known = LanguageSet.objects.create(key=page.translation_key)
    OutsideVersion.objects.create(set=known, lang="fr", url="https://port.example/rouvre")

    assert act(call, {"id": page.pk})["state"] == "done"
    assert HostPage.objects.get(pk=page.pk).live


def test_an_alias_is_no_translation(call: Call, source: HostPage) -> None:
    locale, _ = Locale.objects.get_or_create(language_code="fr")
    source.get_parent().specific.copy_for_translation(locale, alias=True)
    alias = HostPage.objects.get(pk=source.pk).copy_for_translation(locale, alias=True)
    HostPage.objects.filter(pk=alias.pk).update(live=False)

    job = act(call, {"id": alias.pk})

    assert (job["state"], "alias" in job["reason"]) == ("failed", True)


def test_a_locked_translation_is_left_to_its_editor(call: Call, french: HostPage) -> None:
    HostPage.objects.filter(pk=french.pk).update(locked=True)

    job = act(call, {"id": french.pk})

    assert (job["state"], job["reason"]) == ("failed", "An editor has locked the page.")
    assert not HostPage.objects.get(pk=french.pk).live


def test_it_may_not_publish_the_source(call: Call, source: HostPage, french: HostPage) -> None:
    answer = call({"action": COMPLETED, "page": {"id": source.pk}})

    assert answer.status_code == 403
    assert not TriggerCall.objects.filter(state="waiting").exists()


def test_a_trigger_that_may_publish_may_not_do_this_by_itself(call: Call, french: HostPage) -> None:
    Trigger.objects.update(actions=["publish"])

    assert call({"action": COMPLETED, "page": {"id": french.pk}}).status_code == 403


def test_a_file_that_comes_with_the_call_goes_live(source: HostPage, french: HostPage, call: Call) -> None:
    file = _file(source, french)
    assert _act_with(call, french, file)["state"] == "done"
    page = HostPage.objects.get(pk=french.pk)
    assert page.live
    assert (page.title, page.body) == ("HARBOUR REOPENS", "<p>FERRIES RUN AGAIN.</p>")
    assert standing(page).state == State.CURRENT


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (lambda file: file.replace(b'msgstr "HARBOUR REOPENS"', b'msgstr ""'), "Title: Not translated yet"),
        (lambda file: file.replace(b"Language: fr", b"Language: de"), "not of this language version"),
        (lambda file: file.replace(b"newswire:", b"else:"), "not exported from this newsroom"),
        (lambda file: b"<!DOCTYPE x [<!ENTITY a 'b'>]><x>&a;</x>", "entities"),
    ],
)
def test_a_file_that_is_not_whole_or_not_its_own_changes_nothing(
    change: Any, said: str, source: HostPage, french: HostPage, call: Call
) -> None:
    Locale.objects.get_or_create(language_code="de")
    job = _act_with(call, french, change(_file(source, french)))
    assert job["state"] == "failed"
    assert said in job["reason"]
    page = HostPage.objects.get(pk=french.pk)
    assert not page.live
    assert page.get_latest_revision_as_object().title == "Le port rouvre"


@pytest.mark.parametrize("file", ["not base64!", "", 7, ["x"]])
def test_a_file_that_is_no_base64_is_refused_at_once(file: Any, french: HostPage, call: Call) -> None:
    answer = call({"action": COMPLETED, "page": {"id": french.pk}, "file": file})
    assert (answer.status_code, answer.json()["error"]) == (400, "bad_body")


def test_files_are_for_finished_translations_alone_and_not_too_large(french: HostPage, call: Call) -> None:
    Trigger.objects.update(actions=[COMPLETED, "publish"])
    answer = call({"action": "publish", "page": {"id": french.pk}, "file": "eA=="})
    assert answer.status_code == 400
    assert call(b"x" * (2 * 1024 * 1024 + 1)).status_code == 413
    Trigger.objects.update(actions=["publish"])
    assert call(b"x" * (16 * 1024 + 1)).status_code == 413


def _file(source: HostPage, french: HostPage) -> bytes:
    """The vendor's PO, of the text that is live."""
    words = FORMATS["po"].write(collect(source, french.locale)).decode()
    for said in ("Harbour reopens", '<p id=\\"1\\">Ferries run again.</p>'):
        before, after = words.split(f'msgid "{said}"\nmsgstr "', 1)
        shouted = said.upper().replace("<P ID=", "<p id=").replace("</P>", "</p>")
        words = f'{before}msgid "{said}"\nmsgstr "{shouted}{after[after.index(chr(34) + chr(10)) :]}'
    return words.encode()


def _act_with(call: Call, page: HostPage, file: bytes) -> dict[str, Any]:
    content = base64.b64encode(file).decode()
    answer = call({"action": COMPLETED, "page": {"id": page.pk}, "file": content})
    assert answer.status_code == 202, answer.content
    run.act(5)
    found: dict[str, Any] = (
        Client().get(json.loads(answer.content)["job"].removeprefix("http://testserver")).json()
    )
    return found
