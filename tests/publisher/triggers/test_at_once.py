"""Calls that come at the same moment: one of them acts, and the rate holds."""

import contextlib
import json
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier, BrokenBarrierError
from typing import Any

import pytest
from django.db import connection
from django.http import HttpResponse
from services import tree

from newswire.publisher.models import Trigger, TriggerCall
from newswire.publisher.triggers import accept, run

from .conftest import Call

pytestmark = pytest.mark.django_db(transaction=True)

CALLERS = 6


def at_once(one: Callable[[int], HttpResponse]) -> list[HttpResponse]:
    """Each in a thread and on a connection of its own, all let go together."""
    ready = Barrier(CALLERS)

    def go(number: int) -> HttpResponse:
        try:
            ready.wait(60)
            return one(number)
        finally:
            connection.close()

    with ThreadPoolExecutor(CALLERS) as callers:
        return list(callers.map(go, range(CALLERS)))


def statuses(answers: list[HttpResponse]) -> list[int]:
    return sorted(answer.status_code for answer in answers)


@pytest.fixture
def together(monkeypatch: pytest.MonkeyPatch) -> None:
    """Each call is held where it has asked whether it is new, until all have asked or had their chance."""
    asked, known = Barrier(CALLERS), accept._known

    def hold(trigger: Trigger, webhook_id: str) -> Any:
        found = known(trigger, webhook_id)
        with contextlib.suppress(BrokenBarrierError):  # the others wait for this one
            asked.wait(0.5)
        return found

    monkeypatch.setattr(accept, "_known", hold)


def test_a_webhook_id_acts_once(call: Call, together: None) -> None:
    """Also where a call of that id was refused before."""
    page = tree.draft()
    wrong = {"action": "publish", "page": {"id": 10**9}}
    assert call(wrong, webhook_id="msg_1").status_code == 422
    body = {"action": "publish", "page": {"id": page.pk}}
    answers = at_once(lambda number: call(body, webhook_id="msg_1"))
    assert statuses(answers) == [202] * CALLERS
    assert len({json.loads(answer.content)["job"] for answer in answers}) == 1
    assert TriggerCall.objects.exclude(state="refused").count() == 1
    assert run.act(5) == 1


def test_no_more_than_the_rate_are_taken(call: Call, together: None) -> None:
    Trigger.objects.update(per_minute=2)
    body = {"action": "publish", "page": {"id": tree.draft().pk}}
    answers = at_once(lambda number: call(body))
    assert statuses(answers) == [202] * 2 + [429] * (CALLERS - 2)
