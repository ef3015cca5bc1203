"""The formats by name, and which of them a file is in."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from django.utils.translation import gettext as _

from newswire.publisher.translating.refusal import Refused

from . import hostile, po, xliff1, xliff2
from .sheet import Arrived, Sheet

READERS = {"1.2": xliff1.read, "2.0": xliff2.read, "2.1": xliff2.read}


@dataclass(frozen=True)
class Format:
    label: str
    extension: str
    content_type: str
    write: Callable[[Sheet], bytes]


FORMATS = {
    "xliff2": Format("XLIFF 2.1", "xlf", "application/xliff+xml", xliff2.write),
    "xliff1": Format("XLIFF 1.2", "xlf", "application/x-xliff+xml", xliff1.write),
    "po": Format("PO", "po", "text/x-gettext-translation", po.write),
}


def read(content: bytes) -> Iterator[Arrived]:
    """What one file says, of one page or of several. Raises Refused."""
    hostile.check_size(len(content))
    if not hostile.is_xml(content):
        yield from po.read(hostile.words(content))
        return
    root = hostile.parsed(content)
    version = root.get("version", "")
    namespaces = {xliff1.NAMESPACE: {"1.2"}, xliff2.NAMESPACE: {"2.0", "2.1"}}
    namespace = str(root.tag).removeprefix("{").removesuffix("}xliff")
    if version not in namespaces.get(namespace, ()):
        raise Refused(_("This is neither XLIFF 1.2, 2.0 or 2.1 nor PO."))
    yield from READERS[version](root)
