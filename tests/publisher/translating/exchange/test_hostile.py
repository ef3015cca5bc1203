"""Files that are damaged, foreign, too large, or that want to do harm: said in words, and nothing changed."""

import io
import zipfile
from typing import Any

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from host.models import HostPage
from support.once import once
from support.translation_tools import translated
from wagtail.models import Locale

from newswire.publisher.models import Comparison
from newswire.publisher.translating.exchange import hostile
from newswire.publisher.translating.exchange.arrival import arrival
from newswire.publisher.translating.exchange.deliver import deliver, outlook
from newswire.publisher.translating.exchange.formats import FORMATS, read
from newswire.publisher.translating.refusal import Refused
from newswire.publisher.translating.staleness import State, standing

LAUGHS = (
    b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;"><!ENTITY c "&b;&b;&b;">]>'
    b'<xliff xmlns="urn:oasis:names:tc:xliff:document:1.2" version="1.2"><file>&c;</file></xliff>'
)
OUTSIDE = LAUGHS.replace(b'"ha"', b'SYSTEM "file:///etc/passwd"')
FOREIGN = (
    b'<xliff version="1.2" xmlns="urn:oasis:names:tc:xliff:document:1.2"><file original="a.html" '
    b'source-language="en" target-language="fr" datatype="html"><body><trans-unit id="title"><source>A'
    b"</source><target>B</target></trans-unit></body></file></xliff>"
)
PO = b'msgid ""\nmsgstr ""\n"Language: fr\\n"\n\nmsgctxt "title"\nmsgid "A"\nmsgstr "B"\n'


@pytest.fixture
def page(published: Any, home_in: Any) -> HostPage:
    def make() -> None:
        home_in("fr")
        published("Harbour", intro="Ferries", body='<p>See <a href="https://one.example/">this</a>.</p>')

    once("page for hostile files", make)
    return HostPage.objects.get(title="Harbour")


def refused(content: bytes) -> str:
    with pytest.raises(Refused) as found:
        for _name, one in hostile.files(content):
            for arrived in read(one):
                arrival(arrived)
    return str(found.value)


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (LAUGHS, "entities"),
        (OUTSIDE, "entities"),
        (b"<xliff", "damaged"),
        (b"", "neither"),
        (b"/etc/passwd", "neither"),
        (b"<html><body/></html>", "neither"),
        (b'<xliff version="1.2" xmlns="urn:oasis:names:tc:xliff:document:9"/>', "neither"),
        (b'<xliff version="1.2"/>', "neither"),
        (FOREIGN, "not exported from this newsroom"),
        (FOREIGN.replace(b'"a.html"', b'"newswire:abc"'), "not exported from this newsroom"),
        (PO, "not exported from this newsroom"),
        (PO.replace(b'msgstr "B"', b"what is this"), "damaged"),
        (PO.replace(b'"B"', '"Bäh"'.encode("latin-1")), "UTF-8"),
        (PO.replace(b'"B"', b'"B\0"'), "UTF-8"),
        (FOREIGN.replace(b">B<", ">Bäh<".encode("latin-1")), "damaged"),
        (b"PK\x03\x04 this is no archive", "archive is damaged"),
        (b"x" * (50 * 1024 * 1024), "larger than 10"),
    ],
)
def test_it_is_refused_in_words(content: bytes, said: str, db: None) -> None:
    assert said in refused(content)


def archive(*members: bytes) -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as file:
        for number, content in enumerate(members):
            file.writestr(f"{number}.xlf", content)
    return packed.getvalue()


def test_a_packed_bomb_is_not_unpacked() -> None:
    bomb = archive(bytes(200 * 1024 * 1024))
    assert len(bomb) < 300_000
    assert "larger than 10" in refused(bomb)


def test_many_small_bombs_are_counted_together() -> None:
    assert "larger than 40" in refused(archive(*[PO + b"#" * (9 * 1024 * 1024)] * 5))


def test_too_many_files_are_not_opened() -> None:
    assert "more than 500" in refused(archive(*[b"x"] * 501))


def test_a_source_nested_a_thousand_deep_is_one_damaged_part(page: HostPage, exported: Any) -> None:
    content = translated(exported(page, "xliff1"), "xliff1", str.upper).decode()
    deep = "<g id='1'>" * 1000 + "x" + "</g>" * 1000
    content = content.replace(">FERRIES<", f">{deep}<")
    found = next(arrival(one) for one in read(content.encode()))
    assert "intro" not in found.values
    assert found.values["title"] == "HARBOUR"


@pytest.mark.parametrize(
    ("name", "says", "silent"),
    [
        ("xliff1", ' target-language="fr"', ""),
        ("xliff1", ' target-language="fr"', ' target-language=" "'),
        ("xliff2", ' trgLang="fr"', ""),
        ("po", "Language: fr\\n", "Language: \\n"),
    ],
)
def test_a_file_that_says_no_target_language_is_refused_for_that(
    name: str, says: str, silent: str, page: HostPage, exported: Any
) -> None:
    content = translated(exported(page, name), name, str.upper).decode()
    assert says in content
    assert "does not say which language" in refused(content.replace(says, silent).encode())


HARM = [
    ("<g id='1'>A</g><g id='9'>B</g>", "inline code"),
    ("<g id='1'>A</g><g id='1'>B</g>", "inline code"),
    ("<g id='2'><g id='1'>A</g></g>", "nested"),
    ("<script xmlns='http://www.w3.org/1999/xhtml'>alert(1)</script>", "inline code"),
    ("<ph id='1'>&lt;script&gt;</ph>", "inline code"),
    ("<bx id='1'/>never ended", "damaged"),
]


@pytest.mark.parametrize(("target", "said"), HARM)
def test_no_markup_comes_in_that_the_source_does_not_have(
    target: str, said: str, page: HostPage, exported: Any
) -> None:
    content = translated(exported(page, "xliff1"), "xliff1", str.upper).decode()
    start, end = content.rindex("<target"), content.rindex("</target>")
    content = f"{content[:start]}<target>{target}{content[end:]}"
    found = next(arrival(one) for one in read(content.encode()))
    assert "body" not in found.values
    assert [said in problem.words for problem in found.problems] == [True]


def test_what_looks_like_markup_is_words(page: HostPage, exported: Any, boss: Any) -> None:
    content = exported(page, "po").decode()
    content = content.replace(
        'msgid "Ferries"\nmsgstr ""', 'msgid "Ferries"\nmsgstr "<script>alert(1)</script>"'
    )
    start = content.index('msgid "<p')
    content = content[:start] + content[start:].replace(
        'msgstr ""', 'msgstr "<p id=\\"1\\">&lt;script&gt;alert(1)&lt;/script&gt;</p>"'
    )
    version = deliver(next(arrival(one) for one in read(content.encode())), boss)
    draft = version.get_latest_revision_as_object()
    assert draft.body == "<p>&lt;script&gt;alert(1)&lt;/script&gt;</p>"
    assert draft.intro == "<script>alert(1)</script>"  # a plain text: every template escapes it


def test_a_link_that_was_lost_is_named_and_the_text_is_used(page: HostPage, exported: Any) -> None:
    content = exported(page, "po").decode()
    start = content.index('msgid "<p')
    content = content[:start] + content[start:].replace('msgstr ""', 'msgstr "<p id=\\"1\\">Voir.</p>"')
    found = next(arrival(one) for one in read(content.encode()))
    assert found.values == {"body": "<p>Voir.</p>"}
    assert any("<a>" in problem.words and problem.is_used for problem in found.problems)


@pytest.mark.parametrize("name", FORMATS)
def test_a_title_too_long_for_its_column_is_left_out(
    name: str, page: HostPage, exported: Any, boss: Any
) -> None:
    content = translated(exported(page, name), name, lambda text: text * 60)
    found = next(arrival(one) for one in read(content))
    assert "title" not in found.values
    assert any("Too long: 420" in problem.words for problem in found.problems)
    version = deliver(found, boss)
    assert not found.is_whole
    assert version.get_latest_revision_as_object().title == "Harbour"


def test_an_unknown_part_and_one_that_is_missing(page: HostPage, exported: Any) -> None:
    content = translated(exported(page, "xliff2"), "xliff2", str.upper).replace(b'"intro"', b'"elsewhere"')
    found = next(arrival(one) for one in read(content))
    assert set(found.values) == {"title", "body"}
    assert {problem.where for problem in found.problems} == {"elsewhere", "Intro"}


def test_the_language_of_the_source_and_one_that_the_site_does_not_have(
    page: HostPage, exported: Any
) -> None:
    content = translated(exported(page, "xliff2"), "xliff2", str.upper)
    assert "language of its source" in refused(content.replace(b'trgLang="fr"', b'trgLang="en"'))
    assert "no language “xx”" in refused(content.replace(b'trgLang="fr"', b'trgLang="xx"'))
    found = next(arrival(one) for one in read(content.replace(b'trgLang="fr"', b'trgLang="fr-FR"')))
    assert found.lang == "fr"


def test_a_page_deleted_since(page: HostPage, exported: Any) -> None:
    content = translated(exported(page), "xliff2", str.upper)
    page.delete()
    assert "has been deleted" in refused(content)


def test_a_page_changed_since_says_what_and_keeps_what_has_a_place(
    page: HostPage, exported: Any, boss: Any
) -> None:
    content = translated(exported(page), "xliff2", str.upper)
    page.intro = "Boats"
    page.save_revision().publish()
    found = next(arrival(one) for one in read(content))
    assert [change.unit.field for change in outlook(found, boss).source_changes] == ["intro"]
    version = deliver(found, boss)
    assert version.get_latest_revision_as_object().intro == "FERRIES"
    assert standing(version).state == State.STALE  # it was translated from another text


def test_a_version_changed_since_it_was_looked_at_is_left_alone(
    page: HostPage, exported: Any, boss: Any
) -> None:
    content = translated(exported(page), "xliff2", str.upper)
    found = next(arrival(one) for one in read(content))
    version = deliver(found, boss)
    seen = outlook(found, boss).seen
    version.intro = "Somebody else's words"
    version.save_revision()
    with pytest.raises(Refused, match="changed since you looked"):
        deliver(found, boss, seen)
    assert version.get_latest_revision_as_object().intro == "Somebody else's words"


@pytest.mark.skipif(connection.vendor == "sqlite", reason="SQLite has one writer at a time")
def test_looking_at_a_file_holds_no_page(page: HostPage, exported: Any, boss: Any) -> None:
    """On a host with ATOMIC_REQUESTS that would be until the answer is sent."""
    content = translated(exported(page), "xliff2", str.upper)
    found = next(arrival(one) for one in read(content))
    deliver(found, boss)
    with transaction.atomic(), CaptureQueriesContext(connection) as looking:
        outlook(found, boss)
    with CaptureQueriesContext(connection) as writing:
        deliver(found, boss)
    assert not any("FOR UPDATE" in query["sql"] for query in looking)
    assert any("FOR UPDATE" in query["sql"] for query in writing)


def test_a_live_version_gets_a_draft_and_no_good_conscience(page: HostPage, exported: Any, boss: Any) -> None:
    content = translated(exported(page), "xliff2", str.upper)
    found = next(arrival(one) for one in read(content))
    version = deliver(found, boss)
    version.get_latest_revision().publish()
    before = Comparison.objects.get(page_id=version.pk).at
    deliver(found, boss)
    live = HostPage.objects.get(pk=version.pk)
    assert live.live
    assert live.has_unpublished_changes
    assert Comparison.objects.get(page_id=version.pk).at == before


def test_only_whoever_may_write_in_that_language(page: HostPage, exported: Any, translator: Any) -> None:
    content = translated(exported(page), "xliff2", str.upper)
    found = next(arrival(one) for one in read(content))
    german = translator("de", "en", name="german")
    with pytest.raises(Refused, match="may not"):
        deliver(found, german)
    version = deliver(found, translator("fr"))
    with pytest.raises(Refused, match="may not"):
        deliver(found, german)
    assert version.locale == Locale.objects.get(language_code="fr")
