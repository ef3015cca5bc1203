"""PO, as gettext's tools and most translators' editors read it. Elements stand as `<a id="2">` there."""

from collections.abc import Iterator

import polib
from django.utils.translation import gettext as _

from newswire.publisher.translating.refusal import Refused

from .coded import Pieces, readable, tagged
from .sheet import MARK, Arrived, Line, Refusing, Sheet

FINGERPRINT = "X-Newswire"


def write(sheet: Sheet) -> bytes:
    file = polib.POFile(wrapwidth=0)
    file.metadata = {
        "Project-Id-Version": sheet.title.replace("\n", " "),
        "Language": sheet.lang,
        "MIME-Version": "1.0",
        "Content-Type": "text/plain; charset=UTF-8",
        "Content-Transfer-Encoding": "8bit",
        "X-Source-Language": sheet.source_lang,
        FINGERPRINT: f"{MARK}{sheet.digest}",
    }
    file.extend(map(_entry, sheet.lines))
    return str(file).encode()


def read(words: str) -> Iterator[Arrived]:
    # polib takes what names a file for its path; nothing with a message in it does.
    if "\nmsgid" not in words:
        raise Refused(_("This is neither XLIFF 1.2, 2.0 or 2.1 nor PO."))
    try:
        file = polib.pofile(words)
    except (OSError, ValueError, IndexError, KeyError) as error:
        raise Refused(_("The file is damaged: %(reason)s") % {"reason": error}) from error
    read = Refusing()
    for entry in file:
        if not entry.obsolete and entry.msgctxt:
            with read.unit(entry.msgctxt) as say:
                say([] if entry.fuzzy or not entry.msgstr else [entry.msgstr])
    yield read.arrived(file.metadata.get(FINGERPRINT, ""), file.metadata.get("Language", ""), is_tagged=True)


def _entry(line: Line) -> polib.POEntry:
    return polib.POEntry(
        msgctxt=line.text.key,
        msgid=_words(line.text.coded[0], line),
        msgstr=_words(line.said, line),
        comment=line.label,
        flags=["fuzzy"] if line.said and line.is_old else [],
    )


def _words(pieces: Pieces, line: Line) -> str:
    return tagged(pieces, line.text.coded[1]) if line.text.is_rich else readable(pieces)
