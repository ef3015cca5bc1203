"""Files as translators' tools leave them: other encodings, segments, elements of their own, white space."""

import re
from typing import Any

import pytest
from host.models import HostPage
from support.once import once

from newswire.publisher.translating.exchange import hostile
from newswire.publisher.translating.exchange.arrival import Arrival, arrival
from newswire.publisher.translating.exchange.deliver import deliver, outlook
from newswire.publisher.translating.exchange.formats import read

INTRO = "Les bacs. Souvent."
BODY = '<p>Voir <a href="https://one.example/">ceci</a> ici.</p>'
WHOLE = {"title": "Port", "intro": INTRO, "body": BODY}
CODED = '<g id="1">Voir <g id="2">ceci</g> ici.</g>'


@pytest.fixture
def page(published: Any, home_in: Any) -> HostPage:
    def make() -> None:
        home_in("fr")
        body = '<p>See <a href="https://one.example/">this</a> now.</p>'
        published("Harbour", intro="Ferries. Often.", body=body)

    once("page for tools", make)
    return HostPage.objects.get(title="Harbour")


@pytest.fixture
def first(page: HostPage, exported: Any) -> str:
    """XLIFF 1.2, translated."""
    content = exported(page, "xliff1").decode()
    for key, target in {"title": "Port", "intro": INTRO, "body": CODED}.items():
        content = put(content, key, f"<target>{target}</target>")
    return content


def put(content: str, key: str, target: str) -> str:
    """After the source of this unit."""
    return re.sub(rf'(id="{key}".*?</source>)', lambda found: found[1] + target, content, count=1)


def brought(content: bytes) -> Arrival:
    (file,) = hostile.files(content)
    (arrived,) = read(file[1])
    return arrival(arrived)


def unfinished(found: Arrival) -> set[str]:
    return {problem.where for problem in found.problems if problem.words == "Not translated yet."}


@pytest.mark.parametrize(
    ("declared", "encoding"),
    [("UTF-16", "utf-16"), ("ISO-8859-1", "latin-1"), ("windows-1252", "cp1252"), ("UTF-8", "utf-8-sig")],
)
def test_encodings_and_ends_of_lines(declared: str, encoding: str, first: str) -> None:
    content = first.replace("UTF-8", declared).replace("\n", "\r\n").replace(">Port<", ">Pôrt<")
    assert brought(content.encode(encoding)).values == {**WHOLE, "title": "Pôrt"}


def trados(content: str) -> str:
    marked = '<mrk mtype="seg" mid="1">Les bacs.</mrk> <mrk mtype="seg" mid="2">Souvent.</mrk>'
    kept = f"<seg-source>{marked}</seg-source><target>{marked}</target>"
    return (
        content.replace(
            "<xliff ", '<xliff xmlns:sdl="http://sdl.com/FileTypes/SdlXliff/1.0" sdl:version="1.0" '
        )
        .replace('target-language="fr"', 'target-language="fr-FR"')
        .replace("<body>", "<body><group><sdl:cxts/>")
        .replace("</body>", "</group></body>")
        .replace(f"<target>{INTRO}</target>", f'{kept}<sdl:seg-defs><sdl:seg id="1"/></sdl:seg-defs>')
    )


def memoq(content: str) -> str:
    other = "<alt-trans><target>Havre</target></alt-trans>"
    return (
        content.replace("<xliff ", '<xliff xmlns:mq="MQXliff" ')
        .replace("<trans-unit ", '<trans-unit mq:status="Confirmed" ')
        .replace("<target>Port</target>", f"<target>Port</target>{other}")
    )


def laid_out(content: str) -> str:
    """As an editor of XML indents it, in spite of xml:space."""
    for words in ("Port", INTRO):
        content = content.replace(f"<target>{words}</target>", f"<target>\n        {words}\n      </target>")
    return content


def other_order(content: str) -> str:
    body, units = (
        re.compile("<body>.*</body>", re.DOTALL),
        re.findall("<trans-unit .*?</trans-unit>", content),
    )
    remarks = "<!-- remark --><?tool done?>"
    return body.sub(lambda _: f"<body>{remarks}{''.join(reversed(units))}</body>", content)


@pytest.mark.parametrize("tool", [trados, memoq, laid_out, other_order])
def test_what_tools_add(tool: Any, first: str) -> None:
    changed = tool(first)
    assert changed != first
    found = brought(changed.encode())
    assert found.values == WHOLE and not found.problems


@pytest.mark.parametrize("lang", ["FR", "fr_FR", "fr-Latn-FR"])
def test_languages_as_tools_spell_them(lang: str, first: str) -> None:
    assert brought(first.replace('"fr"', f'"{lang}"').encode()).lang == "fr"


@pytest.mark.parametrize("blank", ["<target/>", "<target>\n    </target>", "<target>\u00a0</target>"])
def test_white_space_is_no_translation(blank: str, page: HostPage, exported: Any) -> None:
    content = exported(page, "xliff1").decode()
    for key in ("title", "intro", "body"):
        content = put(content, key, blank)
    found = brought(put(content, "body", '<target><g id="1"/></target>').encode())
    assert found.values == {} and unfinished(found) == {"Title", "Intro", "Body"}


def test_segments_of_xliff_2_in_the_order_of_the_translation(page: HostPage, exported: Any) -> None:
    content = exported(page, "xliff2").decode()
    segments = (
        '<segment id="s1"><source>Ferries.</source><target order="3">Des bacs.</target></segment>'
        "<ignorable><source> </source></ignorable>"
        '<segment id="s2" state="final"><source>Often.</source><target order="1">Souvent.</target></segment>'
    )
    content = re.sub(r'(id="intro".*?)<segment>.*?</segment>', rf"\g<1>{segments}", content, count=1)
    assert brought(content.encode()).values == {"intro": "Souvent. Des bacs."}


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_po_with_doubtful_and_old_entries(encoding: str, page: HostPage, exported: Any) -> None:
    content = exported(page, "po").decode().replace("Language: fr", "Language: fr_FR")
    old = '#~ msgctxt "title"\n#~ msgid "Old"\n#~ msgstr "Vieux"\n'
    doubtful = '#, fuzzy\n#| msgid "Boats"\nmsgctxt "intro"\nmsgid "Ferries. Often."\nmsgstr "Bateaux"'
    content = content.replace('msgctxt "intro"\nmsgid "Ferries. Often."\nmsgstr ""', doubtful)
    content = content.replace('msgid "Harbour"\nmsgstr ""', 'msgid "Harbour"\nmsgstr ""\n"Po"\n"rt"')
    found = brought(f"{content}\n{old}".replace("\n", "\r\n").encode(encoding))
    assert found.values == {"title": "Port"} and unfinished(found) == {"Intro", "Body"}


def test_the_same_file_twice_brings_nothing_new(first: str, boss: Any) -> None:
    found = brought(first.encode())
    version = deliver(found, boss).get_latest_revision_as_object()
    assert (version.title, version.intro, version.body) == ("Port", INTRO, BODY)
    assert outlook(found, boss).differences == []
    assert deliver(found, boss).pk == version.pk
