"""Sample bodies, made by the code that makes real ones: what an article's life looks like to a receiver."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any
from uuid import NAMESPACE_URL, UUID, uuid4, uuid5

from . import profiles, render
from .content import Author, Credit, Document, Image, Rendition, Topic
from .observed import Observed
from .profiles import Envelope, Profile

SITE = "https://newsroom.example"
URL = f"{SITE}/en/news/harbour-bridge-reopens/"
ARTICLE = uuid5(NAMESPACE_URL, URL)  # the same each time: a receiver keeps one article, not many
SET = uuid5(NAMESPACE_URL, f"{URL}#languages")
TITLE = "Harbour bridge reopens after two years"

PICTURE = Image(
    id="1",
    role="lead",
    alt="Cyclists crossing the bridge in the morning",
    caption="The first morning on the new deck.",
    credit=Credit(text="Photo: Sample Newsroom"),
    renditions=(Rendition("w640", f"{SITE}/media/bridge.w640.webp", 640, 427, "image/webp", 41_320),),
)
DOCUMENT = Document(
    type="article",
    title=TITLE,
    html="<p>The harbour bridge opened to the public again this morning.</p>",
    blocks=({"type": "paragraph", "value": "<p>The harbour bridge opened again.</p>", "id": "1"},),
    summary="The harbour bridge is open to the public again.",
    authors=(Author("Sample Reporter"),),
    topics=(Topic("transport", "Transport"),),
    section="News",
    images=(PICTURE,),
)


def bodies(base_version: int) -> Iterator[tuple[str, int, bytes]]:
    """`(event type, version, body)`: published, updated, unpublished.

    Versions follow `base_version`, so that a receiver that kept an earlier sample takes these too.
    """
    article = _live(ARTICLE, TITLE)
    steps = (
        ("article.published", article, "publish", ()),
        ("article.updated", {**article, "title": f"{TITLE}: all lanes open"}, "update", ("title",)),
        ("article.unpublished", render.gone(_identity(ARTICLE)).data, "unpublished", ("state",)),
    )
    for number, (event_type, data, reason, changed) in enumerate(steps, 1):
        version = base_version + number
        yield event_type, version, _body(event_type, version, data, reason, changed)


def live(uuid: UUID, version: int, title: str, **fields: Any) -> bytes:
    """An article as it is sent; `fields` of its `data` are changed, for what a receiver does not expect."""
    data = {**_live(uuid, title), **fields}
    return _body("article.updated", version, data, "update", ("title",))


def gone(uuid: UUID, version: int) -> bytes:
    return _body("article.unpublished", version, render.gone(_identity(uuid)).data, "unpublished", ("state",))


def _identity(uuid: UUID) -> render.Identity:
    return render.Identity(uuid=uuid, type="article", lang="en", set_id=SET, url=URL)


def _live(uuid: UUID, title: str) -> dict[str, Any]:
    page = Observed(
        page_id=0,
        live=True,
        alias=False,
        private=False,
        title=title,
        url_path="",
        tree_path="",
        locale_id=0,
        lang="en",
        set_key=SET,
        page_type="article",
        site_fingerprint="sample",
        url=URL,
    )
    rendered = render.Rendered(replace(DOCUMENT, title=title), URL, "en")
    return render.live(_identity(uuid), page, rendered, datetime.now(UTC), [], [], []).data


def _body(
    event_type: str, version: int, data: dict[str, Any], reason: str, changed: tuple[str, ...]
) -> bytes:
    now = datetime.now(UTC)
    stamped = render.stamped(
        data,
        version=version,
        previous_version=version - 1,
        changed=changed,
        reason={"kind": reason, "note": ""},
        modified_at=now,
    )
    around = Envelope(
        id=uuid4(),
        type=f"newswire.{event_type}.v1",
        source=f"{SITE}/newswire/",
        subject=data["id"],
        time=now,
        sequence=version,
        stands_for=(),
    )
    return profiles.wrap(Profile("cloudevents", "full", "omit"), around, stamped)
