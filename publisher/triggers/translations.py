"""The file of a `translation.completed`: the same import as in the admin, for a version that exists."""

from typing import Any

from newswire.publisher.translating.exchange.bundle import arrivals
from newswire.publisher.translating.exchange.deliver import compared, deliver, version_of_arrival
from newswire.publisher.translating.refusal import Refused

from .refusal import Refusal


def take_in(page: Any, content: bytes) -> None:
    """Writes the file into the page's draft. Raises Refusal: then nothing is written, and nothing published.

    It has to be of this version alone, and whole: half a translation is not to go live by itself.
    """
    try:
        found = arrivals(content)
        if len(found) != 1 or version_of_arrival(found[0]) != page.pk:
            raise Refusal(409, "other_page", "The file is not of this language version.")
        unused = [one for one in found[0].problems if not one.is_used]
        if unused:
            raise Refusal(409, "not_whole", f"{unused[0].where}: {unused[0].words} ({len(unused)} in all)")
        version = deliver(found[0], None)
        compared(version, found[0], None)
    except Refused as refused:
        raise Refusal(409, "bad_file", str(refused)) from refused
