"""The publish webhook as its callers meet it."""

import base64
import json
import time
import uuid
from datetime import UTC, datetime, timedelta

import pytest
from django.http import HttpResponse
from django.test import Client
from django.utils import timezone
from services import tree
from standardwebhooks.webhooks import Webhook

from newswire.publisher import secrets
from newswire.publisher.models import Trigger, TriggerCall
from newswire.publisher.triggers import log, run, target
from newswire.publisher.triggers.create import create

from .conftest import Call

pytestmark = pytest.mark.django_db(transaction=True)


def refused(answer: HttpResponse, status: int, code: str) -> None:
    found = json.loads(answer.content)
    assert (answer.status_code, found["error"]) == (status, code), found
    assert found["reason"].endswith(".")
    row = TriggerCall.objects.get()
    assert (row.state, row.status, row.reason) == ("refused", status, found["reason"])


def state(answer: HttpResponse) -> dict:
    address = json.loads(answer.content)["job"]
    return Client().get(address.removeprefix("http://testserver")).json()


def test_publish_by_id_makes_the_draft_live(call: Call) -> None:
    page = tree.draft("Fresh")
    answer = call({"action": "publish", "page": {"id": page.pk}})
    assert answer.status_code == 202
    assert state(answer)["state"] == "waiting"
    page.refresh_from_db()
    assert not page.live
    assert run.act(5) == 1
    page.refresh_from_db()
    assert page.live
    found = state(answer)
    assert (found["state"], found["action"]) == ("done", "publish")
    assert found["doneAt"]


def test_what_standard_webhooks_own_library_signs_is_accepted(trigger: tuple[Trigger, str]) -> None:
    page = tree.draft("Fresh")
    body = json.dumps({"action": "publish", "page": {"id": page.pk}})
    now = datetime.now(tz=UTC)
    headers = {
        "webhook-id": "msg_1",
        "webhook-timestamp": str(int(now.timestamp())),
        "webhook-signature": Webhook(trigger[1]).sign("msg_1", now, body),
    }
    answer = Client().post("/newswire/hooks/vendor/", body, "application/json", headers=headers)
    assert answer.status_code == 202


def test_the_draft_in_the_editor_is_what_goes_live(call: Call) -> None:
    page = tree.live("First")
    page.title = "Second"
    page.save_revision()
    call({"action": "publish", "page": {"id": page.pk}})
    run.act(5)
    page.refresh_from_db()
    assert page.title == "Second"


def test_unpublish_and_its_log(call: Call) -> None:
    from wagtail.models import PageLogEntry

    page = tree.live()
    call({"action": "unpublish", "page": {"url": page.full_url}})
    run.act(5)
    page.refresh_from_db()
    assert not page.live
    logged = set(PageLogEntry.objects.filter(page=page.pk).values_list("action", flat=True))
    assert {"wagtail.unpublish", "newswire.trigger"} <= logged


def test_unpublish_of_what_is_only_scheduled(call: Call) -> None:
    from wagtail.models import PageLogEntry

    page = tree.draft()
    page.go_live_at = timezone.now() + timedelta(days=1)
    page.save_revision()
    call({"action": "publish", "page": {"id": page.pk}})
    run.act(5)
    assert page.revisions.filter(approved_go_live_at__isnull=False).exists()
    call({"action": "unpublish", "page": {"id": page.pk}})
    run.act(5)
    assert not page.revisions.filter(approved_go_live_at__isnull=False).exists()
    assert PageLogEntry.objects.filter(page=page.pk, action="wagtail.schedule.cancel").exists()
    assert TriggerCall.objects.last().reason == "It was not live; it is scheduled no longer."


def test_republish_raises_the_generation(call: Call) -> None:
    from newswire.publisher.models import Publication

    page = tree.live()
    publication, _ = Publication.objects.get_or_create(page_id=page.pk)
    call({"action": "republish", "page": {"uuid": str(publication.uuid)}})
    run.act(5)
    assert Publication.objects.get(page_id=page.pk).generation == publication.generation + 1


@pytest.mark.parametrize("way", ["id", "url", "key", "draft url"])
def test_every_way_to_name_a_page(call: Call, way: str) -> None:
    page = tree.draft() if way == "draft url" else tree.live()
    names = {
        "id": {"id": page.pk},
        "url": {"url": page.full_url},
        "draft url": {"url": f"http://news.example.org/en/{page.slug}/?utm=1"},
        "key": {"translationKey": str(page.translation_key), "language": "en"},
    }
    answer = call({"action": "publish", "page": names[way]})
    assert answer.status_code == 202
    assert TriggerCall.objects.get().page_id == page.pk


def test_the_address_of_a_page_of_a_project_below_a_path(call: Call, mounted: str) -> None:
    page = tree.live()
    assert page.full_url == f"http://news.example.org{mounted}/en/{page.slug}/"
    assert target.find({"url": page.full_url}).pk == page.pk


def test_at_a_time(call: Call) -> None:
    page = tree.draft()
    at = datetime.now(tz=UTC) + timedelta(hours=1)
    answer = call({"action": "publish", "page": {"id": page.pk}, "at": at.isoformat()})
    assert run.act(5) == 0
    assert TriggerCall.objects.get().due_at == at
    TriggerCall.objects.update(due_at=datetime.now(tz=UTC))
    assert run.act(5) == 1
    assert state(answer)["state"] == "done"


@pytest.mark.parametrize("at", ["0001-01-01T00:00:00+14:00", "2020-01-01T00:00:00Z"])
def test_a_time_that_is_past_is_now(call: Call, at: str) -> None:
    """The first lies before every year of UTC: kept as it came, no worker could read any job again."""
    answer = call({"action": "publish", "page": {"id": tree.draft().pk}, "at": at})
    assert run.act(5) == 1
    assert state(answer)["state"] == "done"


@pytest.mark.parametrize("name", ["\ud800", "a\0b"])
def test_a_name_that_no_database_takes(call: Call, name: str) -> None:
    refused(call({name: 1}), 400, "bad_body")


def test_an_id_that_no_database_takes(call: Call) -> None:
    refused(call({"action": "publish", "page": {"id": 1}}, webhook_id="a\0b"), 400, "bad_id")


def test_a_webhook_id_acts_once(call: Call) -> None:
    page = tree.live()
    body = {"action": "unpublish", "page": {"id": page.pk}}
    first = call(body, webhook_id="msg_7")
    run.act(5)
    page.get_latest_revision().publish()
    again = call(body, webhook_id="msg_7")
    assert (again.status_code, again.content) == (202, first.content)
    assert run.act(5) == 0
    page.refresh_from_db()
    assert page.live


def test_a_refused_call_may_come_again(call: Call) -> None:
    body = {"action": "publish", "page": {"translationKey": str(uuid.uuid4()), "language": "fr"}}
    assert call(body, webhook_id="msg_8").status_code == 422
    page = tree.draft()
    body["page"] = {"id": page.pk}
    assert call(body, webhook_id="msg_8").status_code == 202


def test_a_rotated_secret_is_accepted_beside_the_new_one(call: Call, trigger: tuple[Trigger, str]) -> None:
    page = tree.draft()
    new = secrets.rotate(trigger[0])
    body = {"action": "publish", "page": {"id": page.pk}}
    assert call(body).status_code == 202
    assert call(body, secret=new).status_code == 202


def test_a_bad_signature(call: Call) -> None:
    other = "whsec_" + base64.b64encode(b"x" * 32).decode()
    refused(call({"action": "publish", "page": {"id": 1}}, secret=other), 401, "bad_signature")


def test_a_stale_timestamp(call: Call) -> None:
    refused(call({"action": "publish", "page": {"id": 1}}, at=time.time() - 3600), 401, "stale_timestamp")


def test_no_signature(trigger: tuple[Trigger, str]) -> None:
    refused(Client().post("/newswire/hooks/vendor/", b"{}", "application/json"), 401, "missing_header")


def test_an_unknown_page(call: Call) -> None:
    refused(call({"action": "publish", "page": {"id": 10**9}}), 422, "no_such_page")


def test_an_oversized_body(call: Call) -> None:
    refused(call(b" " * 20_000), 413, "too_large")


def test_an_action_that_this_trigger_may_not(call: Call, trigger: tuple[Trigger, str]) -> None:
    Trigger.objects.update(actions=["publish"])
    page = tree.live()
    refused(call({"action": "unpublish", "page": {"id": page.pk}}), 403, "action_not_allowed")


def test_a_language_that_this_trigger_may_not(call: Call) -> None:
    Trigger.objects.update(languages=["fr"])
    refused(call({"action": "publish", "page": {"id": tree.draft().pk}}), 403, "language_not_allowed")


def test_a_part_of_the_site_that_this_trigger_may_not(call: Call) -> None:
    Trigger.objects.update(sections=[tree.live("Elsewhere").pk])
    refused(call({"action": "publish", "page": {"id": tree.draft().pk}}), 403, "section_not_allowed")


def test_its_own_part_of_the_site(call: Call) -> None:
    page = tree.draft()
    Trigger.objects.update(sections=[page.get_parent().pk])
    assert call({"action": "publish", "page": {"id": page.pk}}).status_code == 202


def test_what_is_forbidden_when_its_time_comes_is_not_done(call: Call) -> None:
    page = tree.draft()
    answer = call({"action": "publish", "page": {"id": page.pk}})
    Trigger.objects.update(active=False)
    run.act(5)
    page.refresh_from_db()
    assert not page.live
    found = state(answer)
    assert (found["state"], found["reason"]) == ("failed", "This trigger is switched off.")


def test_an_unknown_trigger_and_one_switched_off_look_alike(call: Call) -> None:
    Trigger.objects.update(active=False)
    for slug in ("vendor", "nobody"):
        answer = call({"action": "publish", "page": {"id": 1}}, slug=slug)
        assert answer.status_code == 410
    assert not TriggerCall.objects.exists()


def test_too_many_calls(call: Call) -> None:
    Trigger.objects.update(per_minute=2)
    page = tree.draft()
    body = {"action": "publish", "page": {"id": page.pk}}
    assert [call(body).status_code for _ in range(3)] == [202, 202, 429]
    answer = call(body)
    assert 0 < int(answer["Retry-After"]) <= 61


def test_calls_that_nobody_signed_use_up_nothing(call: Call) -> None:
    Trigger.objects.update(per_minute=2)
    for _ in range(5):
        Client().post("/newswire/hooks/vendor/", b"{}", "application/json")
    assert call({"action": "publish", "page": {"id": tree.draft().pk}}).status_code == 202


def test_the_log_of_refusals_cannot_be_filled(call: Call, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(log, "KEPT_AN_HOUR", 3)
    for _ in range(6):
        Client().post("/newswire/hooks/vendor/", b"{}", "application/json")
    assert TriggerCall.objects.count() == 3


def test_get_is_not_a_call(trigger: tuple[Trigger, str]) -> None:
    assert Client().get("/newswire/hooks/vendor/").status_code == 405


def test_a_job_that_is_not_there(trigger: tuple[Trigger, str]) -> None:
    assert Client().get(f"/newswire/hooks/vendor/jobs/{uuid.uuid4()}/").status_code == 410


def test_a_job_is_not_shown_under_another_trigger(call: Call) -> None:
    create("other", "Other", ["publish"])
    answer = call({"action": "publish", "page": {"id": tree.draft().pk}})
    address = json.loads(answer.content)["job"].removeprefix("http://testserver")
    assert Client().get(address.replace("vendor", "other")).status_code == 410


def test_an_unknown_action_cannot_be_given_to_a_trigger(db: None) -> None:
    with pytest.raises(ValueError, match="No such action: explode"):
        create("x", "X", ["explode"])
