"""What judges that we did not write say of all that was announced of some pages."""

import json
import unicodedata
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from newswire.publisher import dispatch
from newswire.publisher.dispatch.payloads import unpacked
from newswire.publisher.models import Channel
from support import judges, official
from support.announced import deliveries, publication_of


def verdicts(channels: Iterable[Channel], pages: Iterable[Any], folder: Path) -> list[str]:
    """Dispatches and judges; bodies that are HTML are left in `folder`. Empty: nothing is wrong."""
    channels, found, events = list(channels), [], []
    while dispatch.run():
        pass
    for page in pages:
        found += filter(None, [publication_of(page).render_error])
        for channel in channels:
            for number, delivery in enumerate(deliveries(channel, page)):
                packed = unpacked(delivery.payload)
                name = f"{page.slug}.{page.pk}.{channel.pk}.{number}"
                found += [f"{name}: {one}" for one in _judged(channel.format, packed.decode(), folder / name)]
                if channel.format == "cloudevents":
                    events.append(official.signed(packed))
    aside = folder.with_name("official")  # the checker of HTML reads all that lies in the folder
    return found + official.in_python(events) + official.in_node(events, aside) + judges.nu(folder)


def _judged(format: str, body: str, path: Path) -> list[str]:
    match format:
        case "cloudevents":
            return judges.against(judges.ours("event.v1.json"), json.loads(body))
        case "ninjs":
            return judges.against(judges.iptc(), json.loads(body))
        case "html":
            path.with_name(f"{path.name}.html").write_text(body)
            return []
        case _:
            return [repr(one) for one in body if unicodedata.category(one) == "Cc" and one not in "\n\t"]
