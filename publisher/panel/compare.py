"""What a site has of a page against what it would get now, as texts that can be read."""

from dataclasses import dataclass

from django.utils import timezone
from django.utils.translation import gettext as _

from newswire.publisher.dispatch.match import Audience
from newswire.publisher.dispatch.payloads import unpacked
from newswire.publisher.dispatch.run import look
from newswire.publisher.models import Copy, Payload
from newswire.publisher.preview.body import announced_now
from newswire.publisher.profiles import Profile
from newswire.publisher.render import RenderError

from .difference import Part, parts_of_bodies


@dataclass(frozen=True)
class Comparison:
    parts: list[Part]  # those that differ
    note: str = ""  # why there is nothing to compare
    error: str = ""  # why it cannot be prepared


def compare(copy: Copy) -> Comparison:
    """Raises nothing that the page's own code raises: that is said in `error`."""
    held = _held(copy)
    if held is None:
        return Comparison([], _("What was sent is kept no longer, so it cannot be compared. Send it again."))
    try:
        now, content_hash = _now(copy)
    except RenderError as error:
        return Comparison([], error=str(error))
    if parts := parts_of_bodies(held, now):
        return Comparison(parts)
    if content_hash == copy.content_hash:
        return Comparison([], _("The site has what it would get now."))
    return Comparison([], _("Every text is the same: what differs are links, files or the layout."))


def _held(copy: Copy) -> bytes | None:
    """The body that the site confirmed last; None where its bytes are gone."""
    payload = Payload.objects.filter(
        event__publication=copy.publication_id,
        event__version=copy.version,
        profile=Profile.of(copy.channel).name,
    ).first()
    return unpacked(payload) if payload else None


def _now(copy: Copy) -> tuple[bytes | None, str]:
    """The body and its content hash; None for a page that the site should hold no longer.

    Raises RenderError.
    """
    audience = Audience.now()
    present = look(copy.publication_id, audience, always=True)
    if present.content is None or not audience.wants(copy.channel, present.facets):
        return None, ""
    body = announced_now(present, timezone.now()).body(Profile.of(copy.channel))
    return body, present.content.hash
