"""What is announced, and dropped, while a site reads the feed."""

from collections.abc import Callable
from typing import Any

import pytest
from support.factories import make_channel, make_publication
from support.pulling import CHANGES, Site, tell

from newswire.publisher.feed import changes
from newswire.publisher.models import Delivery, Payload
from newswire.publisher.profiles import Profile

pytestmark = pytest.mark.django_db


def told_anew_while_read(monkeypatch: pytest.MonkeyPatch, name: str, tell_anew: Callable[[], None]) -> None:
    """Right before the bodies are looked for, once."""
    real, left = getattr(changes, name), [tell_anew]

    def late(*args: Any) -> Any:
        while left:
            left.pop()()
        return real(*args)

    monkeypatch.setattr(changes, name, late)


def test_what_is_told_anew_and_dropped_meanwhile_comes_as_it_is_now(site: Site, monkeypatch) -> None:
    """And never as another site was told it, in another format perhaps."""
    page, other = make_publication(), make_channel("https://b.example/hook")
    tell(page, site.channel, other)

    def tell_anew() -> None:
        Delivery.objects.filter(
            channel=site.channel
        ).delete()  # as prune does; `other` has that version still
        tell(page, site.channel)

    told_anew_while_read(monkeypatch, "bodies_of", tell_anew)
    first = site.get(CHANGES, limit=1).json()
    assert first["items"] == []
    monkeypatch.undo()
    (item,) = site.get(CHANGES, after=first["next"]).json()["items"]
    assert item["data"]["version"] == 2

    told_anew_while_read(monkeypatch, "whole_of", tell_anew)
    assert site.get(f"/newswire/v1/publications/{page.uuid}").json()["data"]["version"] == 3


def test_an_end_that_is_told_anew_meanwhile_never_comes_in_the_format_of_another(site, monkeypatch) -> None:
    page, other = make_publication(), make_channel("https://b.example/hook", format="html")
    tell(page, site.channel, other, gone=True)
    # The factory gives both the same bytes; only the other's format is left of them.
    Payload.objects.update(profile=Profile.of(other).name)

    def tell_anew() -> None:
        Delivery.objects.filter(channel=site.channel).delete()  # as prune does
        tell(page, site.channel)

    told_anew_while_read(monkeypatch, "bodies_of", tell_anew)
    assert site.get(CHANGES, limit=1).json()["items"] == []
