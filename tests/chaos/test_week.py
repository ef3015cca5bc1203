"""The week's plot on a stage where nothing runs: its order, and what its review finds then."""

from types import SimpleNamespace
from typing import Any

import pytest
from host.models import HostPage
from host.tree import plant
from pytest_django import Settings
from support.factories import announce, make_channel, make_publication

from .week import DAYS, SCHEDULED, Week

pytestmark = pytest.mark.django_db(transaction=True)


HAPPENED = [
    *("mood hang", "mood fine", "stop", "start", "deploy"),
    *("kill", "start", "restart", "mood error", "mood fine"),
]


class Nothing:
    """Notes what is asked of it."""

    def __init__(self, said: list[str]) -> None:
        self._said = said

    def __getattr__(self, name: str) -> Any:
        return lambda *given: self._said.append(" ".join([name, *map(str, given[1:])]))


def test_everything_happens_in_its_order_and_what_did_not_come_about_is_found(settings: Settings) -> None:
    plant()
    settings.NEWSWIRE_KEEP_ATTEMPTS_DAYS = 0.0
    site = make_channel("http://127.0.0.1:9/")
    announce(make_publication(page_id=10**6), [site], state="delivered")
    said: list[str] = []
    nothing = Nothing(said)
    installation = SimpleNamespace(
        programs={"beat": nothing},
        revive=lambda: None,
        wait_until_up=lambda: None,
        deploy=lambda: said.append("deploy") or (1.0, 2.0),
    )
    stage: Any = SimpleNamespace(installation=installation, sites=nothing, valkey=nothing, postgres=nothing)
    week = Week(0.7)
    played = week.play(stage)
    assert said == HAPPENED
    assert HostPage.objects.filter(go_live_at__isnull=False).count() == len(played.edits) == DAYS * SCHEDULED
    assert len(played.figures["rows at midnight"]) == DAYS
    week.review(played)
    assert any("was not live at its time" in one for one in played.troubles)
    assert "1 sendings are older than is kept" in played.troubles
