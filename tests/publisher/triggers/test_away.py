"""A call while the database restarts: it is told to come again, and nothing is half done."""

from pathlib import Path
from typing import Any

import pytest
from django.db import OperationalError, connection
from django.test import Client
from services import tree
from support.no_database import here, is_away

from newswire.publisher.models import TriggerCall
from newswire.publisher.triggers import target

from .conftest import Call

pytestmark = pytest.mark.django_db(transaction=True)

JOB = "/newswire/hooks/vendor/jobs/00000000-0000-4000-8000-000000000000/"


def test_a_trigger_is_told_to_call_again(
    call: Call, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    asked = {"action": "publish", "page": {"id": tree.draft("Fresh").pk}}
    with here(tmp_path):
        is_away(call(asked, webhook_id="msg_1"), caplog)
        is_away(Client().get(JOB), caplog)
    assert not TriggerCall.objects.exists()
    assert call(asked, webhook_id="msg_1").status_code == 202


def test_a_call_that_the_restart_cuts_in_two_has_done_nothing(
    call: Call, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def cut(*args: Any) -> None:
        if connection.vendor != "postgresql":
            raise OperationalError("disk I/O error")
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_terminate_backend(pg_backend_pid())")

    asked = {"action": "publish", "page": {"id": tree.draft("Fresh").pk}}
    with monkeypatch.context() as patched:
        patched.setattr(target, "allow", cut)
        is_away(call(asked, webhook_id="msg_1"), caplog)
    connection.close()
    assert not TriggerCall.objects.exists()
    assert call(asked, webhook_id="msg_1").status_code == 202
