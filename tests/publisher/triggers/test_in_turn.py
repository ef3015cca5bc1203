"""Calls for one page act in their order, whoever takes them."""

from datetime import timedelta

import pytest
from django.db import OperationalError
from django.utils import timezone
from host.models import HostPage
from services import tree

from newswire.publisher import errands
from newswire.publisher.models import TriggerCall
from newswire.publisher.triggers import run

from .conftest import Call

pytestmark = pytest.mark.django_db(transaction=True)


def ask(call: Call, action: str, page: HostPage) -> TriggerCall:
    assert call({"action": action, "page": {"id": page.pk}}).status_code == 202
    return TriggerCall.objects.latest("pk")


def test_no_worker_takes_a_call_while_an_earlier_one_for_its_page_is_under_way(call: Call) -> None:
    page, other = tree.draft(), tree.draft("Other")
    publish = ask(call, "publish", page)
    ask(call, "unpublish", page)
    elsewhere = ask(call, "publish", other)
    taken = errands.lease(TriggerCall)
    assert taken == publish
    assert run.act(5) == 1  # another worker
    elsewhere.refresh_from_db()
    assert elsewhere.state == TriggerCall.State.DONE

    TriggerCall.objects.filter(pk=publish.pk).update(leased_until=timezone.now())  # the first was lost
    assert run.act(5) == 2
    page.refresh_from_db()
    assert not page.live


def test_a_call_that_is_tried_again_is_not_overtaken(call: Call, monkeypatch: pytest.MonkeyPatch) -> None:
    page = tree.draft()
    publish = ask(call, "publish", page)
    ask(call, "unpublish", page)

    def deadlock(call: TriggerCall) -> str:
        raise OperationalError("deadlock detected")

    with monkeypatch.context() as failing:
        failing.setattr(run, "_do", deadlock)
        assert run.act(5) == 1
    assert run.act(5) == 0  # it waits for its next try, and the other for it

    TriggerCall.objects.filter(pk=publish.pk).update(leased_until=timezone.now() - timedelta(seconds=1))
    assert run.act(5) == 2
    assert set(TriggerCall.objects.values_list("state", flat=True)) == {"done"}
    page.refresh_from_db()
    assert not page.live


def test_times_decide_where_calls_name_them(call: Call) -> None:
    page = tree.draft()
    late = ask(call, "unpublish", page)
    early = ask(call, "publish", page)
    now = timezone.now()
    TriggerCall.objects.filter(pk=late.pk).update(due_at=now - timedelta(seconds=1))
    TriggerCall.objects.filter(pk=early.pk).update(due_at=now - timedelta(seconds=2))
    assert run.act(5) == 2
    page.refresh_from_db()
    assert not page.live
    assert page.first_published_at is not None
