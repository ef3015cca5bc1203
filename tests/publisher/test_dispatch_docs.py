"""What docs print of page types, a profile and a transport runs; every event type is named."""

import re
from datetime import UTC, datetime
from pathlib import Path
from uuid import UUID

import pytest

from newswire.publisher import content, profiles, transports
from newswire.publisher.dispatch import types
from newswire.publisher.models import Intent, Publication

DOCS = Path(__file__).parent.parent.parent / "docs"


def printed(page: str) -> list[str]:
    """The Python examples of a page."""
    return re.findall(r"^```python\n(.*?)^```", (DOCS / page).read_text(), re.DOTALL | re.MULTILINE)


def test_the_printed_format_is_one(monkeypatch):
    monkeypatch.setattr("newswire.publisher.profiles.base._formats", {})
    example, _ = printed("adding-a-profile.md")  # the other one needs a database
    exec(compile(example, "adding-a-profile.md", "exec"), {})
    envelope = profiles.Envelope(UUID(int=1), "newswire.page.updated.v1", "", "", datetime.now(UTC), 7)
    full = profiles.wrap(
        profiles.Profile("plain", "full", "omit"), envelope, {"state": "live", "title": "Harbour"}
    )
    assert full == b"7 live Harbour\n"
    assert (
        profiles.wrap(profiles.Profile("plain", "thin", "omit"), envelope, {"state": "gone"})
        == b"7 gone (gone)\n"
    )


def test_the_printed_transport_is_one(monkeypatch):
    monkeypatch.setattr(transports, "_BY_REQUEST", {**transports._BY_REQUEST})
    written, _, registered = printed("adding-a-transport.md")
    names = {}
    exec(compile(written + registered, "adding-a-transport.md", "exec"), names)
    assert transports.by_request("slack").__class__ is names["Slack"]


def test_the_printed_function_publishes(monkeypatch):
    from host.models import HostPage

    monkeypatch.setattr(content, "_by_model", {})
    example = printed("page-types.md")[1].replace("from .models import EventPage", "")
    exec(compile(example, "page-types.md", "exec"), {"EventPage": HostPage})
    function = content.function_for(HostPage)
    topics = type("Topics", (), {"all": lambda self: []})()
    page = type("Page", (), {
        "title": "Fair", "place": "Quay", "description_html": "<p>x</p>", "starts": None,
        "search_description": "", "topics": topics,
    })()  # fmt: skip
    document = function(page, None)
    assert document.html == "<p>Quay</p><p>x</p>"
    assert document.blocks[0]["value"]["place"] == "Quay"


@pytest.mark.parametrize("name", [
    "restored",
    *(types.name_of_gone(reason) for reason in ("unpublished", "taken_down", "deleted")),
    *(types.name_of_live(Publication(state=state, version=version, url="a"), url, intent, "live")
      for state, version, url, intent in (
          ("new", 0, "a", None), ("live", 1, "a", None), ("live", 1, "b", None),
          ("live", 1, "a", Intent(kind="correction")))),
])  # fmt: skip
def test_every_event_type_is_documented(name):
    assert f"| `{types.event_type('article', name)}` |" in (DOCS / "dispatch.md").read_text()
    assert types.event_type("host.hostpage", name) == f"page.{name}"
