"""A machine translation from the button to the draft, with a real service, and when things go wrong."""

import time
from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone
from host.models import HostPage
from host.tree import Tree
from standardwebhooks.webhooks import Webhook
from support.translation_service import SECRET, TOKEN, Service

from newswire.publisher import tasks
from newswire.publisher.models import MachineJob, MachineMade
from newswire.publisher.translating.exchange.deliver import deliver
from newswire.publisher.translating.machine import jobs, marks
from newswire.publisher.translating.refusal import Refused
from newswire.publisher.translating.staleness import State, standing

pytestmark = pytest.mark.django_db(transaction=True)
FREE = {"leased_until": None}


def french(page: HostPage, tree: Tree) -> HostPage | None:
    return HostPage.objects.filter(translation_key=page.translation_key, locale=tree.french).first()


def xml(texts: list[dict[str, str]]) -> list[str]:
    """As a service does that knows XML: words alone are changed."""
    return [
        one["text"].replace("See", "Voir").replace("this", "ici") if one["format"] == "xml" else "Mots"
        for one in texts
    ]


def test_the_draft_comes_marked_and_nothing_is_published(
    page: HostPage, tree: Tree, boss: Any, service: Service
) -> None:
    service.answer = xml
    jobs.start(page, tree.french, boss)
    assert service.seen == []  # not in the request
    tasks.machine(sent=time.time())
    version = french(page, tree)
    assert version is not None
    draft = version.get_latest_revision_as_object()
    assert (draft.title, draft.intro) == ("Mots", "Mots")
    assert draft.body == '<p>Voir <a href="https://one.example/">ici</a>.</p>'
    assert not version.live
    assert MachineMade.objects.get(page_id=version.pk).service == "Service"
    assert standing(version).state == State.CURRENT
    job = MachineJob.objects.get()
    assert (job.state, job.version_id, job.reason) == ("done", version.pk, "")


def test_what_the_service_is_asked(translated: HostPage, service: Service) -> None:
    headers, body = service.seen[0]
    assert Webhook(SECRET).verify(body, headers)
    assert headers["authorization"] == f"Bearer {TOKEN}"
    asked = service.asked()
    assert (asked["source"], asked["target"]) == ("en", "fr")
    assert asked["texts"] == [
        {"text": "Harbour", "format": "plain"},
        {"text": "Ferries", "format": "plain"},
        {"text": '<p id="1">See <a id="2">this</a>.</p>', "format": "xml"},
    ]


def test_only_what_is_missing_or_has_changed_is_asked_again(
    page: HostPage, translated: HostPage, tree: Tree, boss: Any, service: Service
) -> None:
    with pytest.raises(AssertionError):
        _again(page, tree, boss)  # everything is translated: no call, and the job says so
    assert MachineJob.objects.order_by("-pk").first().reason == "Everything is translated already."
    draft = translated.get_latest_revision_as_object()
    draft.title = "Le port"  # by a person
    draft.save_revision()
    page.intro = "Boats"
    page.save_revision().publish()
    _again(page, tree, boss)
    assert [one["text"] for one in service.asked()["texts"]] == ["Boats"]
    draft = HostPage.objects.get(pk=translated.pk).get_latest_revision_as_object()
    assert (draft.title, draft.intro) == ("Le port", "F:Boats")


def _again(page: HostPage, tree: Tree, boss: Any) -> None:
    jobs.start(page, tree.french, boss)
    jobs.act(5)
    assert MachineJob.objects.order_by("-pk").first().state == "done"


def test_one_job_at_a_time(page: HostPage, tree: Tree, boss: Any, service: Service) -> None:
    assert jobs.start(page, tree.french, boss).pk == jobs.start(page, tree.french, boss).pk


def test_a_service_that_is_down_is_asked_again_and_then_given_up(
    page: HostPage, tree: Tree, boss: Any, service: Service
) -> None:
    service.status = 503
    jobs.start(page, tree.french, boss)
    for tries in range(1, len(jobs.PAUSES) + 2):
        assert jobs.act(5) == 1
        job = MachineJob.objects.get()
        assert job.tries == tries
        MachineJob.objects.update(due_at=timezone.now())
    assert job.state == "failed"
    assert job.reason == "The service answered with 503."
    assert french(page, tree) is None


@pytest.mark.parametrize(
    ("answer", "said"),
    [
        (b"no json", "not the JSON"),
        (b"[" * 100_000, "not the JSON"),
        (["one"], "does not have 3 texts"),
        ([1, 2, 3], "does not have 3 texts"),
        (b"x" * 6_000_000, "not the JSON"),
    ],
)
def test_an_answer_that_is_none(
    answer: Any, said: str, page: HostPage, tree: Tree, boss: Any, service: Service
) -> None:
    service.answer = lambda texts: answer
    jobs.start(page, tree.french, boss)
    jobs.act(5)
    job = MachineJob.objects.get()
    assert job.state == "failed"
    assert said in job.reason
    assert french(page, tree) is None


def test_markup_of_the_service_is_left_out_and_named(
    page: HostPage, tree: Tree, boss: Any, service: Service
) -> None:
    service.answer = lambda texts: ["Port", "<b>Bacs</b>", '<p id="1"><script>x</script></p>']
    jobs.start(page, tree.french, boss)
    jobs.act(5)
    version = french(page, tree)
    assert version is not None
    draft = version.get_latest_revision_as_object()
    assert (draft.title, draft.intro) == ("Port", "<b>Bacs</b>")  # plain text, which templates escape
    assert "script" not in draft.body
    assert MachineJob.objects.get().reason == "Not usable: Body"


def test_a_worker_lost_in_between_has_changed_nothing(
    page: HostPage, tree: Tree, boss: Any, service: Service, monkeypatch: pytest.MonkeyPatch
) -> None:
    def dies(*args: Any) -> None:
        raise SystemExit

    jobs.start(page, tree.french, boss)
    monkeypatch.setattr(jobs, "deliver", dies)
    with pytest.raises(SystemExit):
        jobs.act(5)
    assert french(page, tree) is None
    assert jobs.act(5) == 0  # its lease holds
    monkeypatch.setattr(jobs, "deliver", deliver)
    MachineJob.objects.update(leased_until=timezone.now() - timedelta(seconds=1))
    assert jobs.act(5) == 1
    assert french(page, tree) is not None


def test_addresses_that_nobody_may_reach(
    page: HostPage, tree: Tree, boss: Any, service: Service, settings: Any
) -> None:
    settings.NEWSWIRE_ALLOWED_HOSTS = []
    jobs.start(page, tree.french, boss)
    jobs.act(5)
    job = MachineJob.objects.get()
    assert job.state == "failed"
    assert "not on the public internet" in job.reason
    assert service.seen == []


def test_a_setting_that_cannot_be_used_names_no_secret(
    page: HostPage, tree: Tree, boss: Any, service: Service, settings: Any
) -> None:
    jobs.start(page, tree.french, boss)
    backend = settings.NEWSWIRE_MACHINE_TRANSLATOR["BACKEND"]
    settings.NEWSWIRE_MACHINE_TRANSLATOR = {"BACKEND": backend, "OPTIONS": {"url": "x", "secret": "hush"}}
    jobs.act(5)
    job = MachineJob.objects.get()
    assert job.state == "failed"
    assert "NEWSWIRE_MACHINE_TRANSLATOR" in job.reason
    assert "hush" not in job.reason


def test_off_and_refused(page: HostPage, tree: Tree, boss: Any, settings: Any) -> None:
    with pytest.raises(Refused, match="off"):
        jobs.start(page, tree.french, boss)


def test_a_mark_goes_with_a_persons_word(translated: HostPage, boss: Any) -> None:
    assert set(marks.marked([translated.pk])) == {translated.pk}
    marks.confirm(translated, boss)
    assert marks.marked([translated.pk]) == {}
