"""What people and machines ask of a newsroom all day, and what its workers do again and again."""

from collections.abc import Callable, Mapping
from datetime import timedelta

from django.contrib.auth import get_user_model
from django.db import transaction
from django.db.models import Max
from django.test import Client
from django.utils import timezone

from newswire.publisher import dispatch, prune
from newswire.publisher.deliver import claim, handover, lanes, losses
from newswire.publisher.feed import cursor, tokens
from newswire.publisher.models import Channel, Delivery, Publication
from newswire.publisher.monitoring import readiness
from newswire.publisher.reconcile import audit, compare

from .size import Stock

REPORTS = "/admin/reports/newswire"
FEED = "/newswire/v1"


def asked(stock: Stock) -> Mapping[str, Callable[[], object]]:
    """By name. Each may be asked any number of times."""
    return {**_by_people(stock), **_by_machines(stock), **_by_workers()}


def _by_people(stock: Stock) -> dict[str, Callable[[], object]]:
    boss = Client()
    user, _ = get_user_model().objects.get_or_create(username="boss", defaults={"is_superuser": True})
    boss.force_login(user)
    page, greedy, dead = stock.before + 1, stock.channels[0], stock.channels[-1]
    section = Publication.objects.filter(page_id__lte=stock.before).aggregate(last=Max("page_id"))["last"]
    today = timezone.localdate()
    long_ago = today - timedelta(days=400)
    addresses = {
        "editor": f"/admin/pages/{page}/edit/",
        "explorer": f"/admin/pages/{section}/",
        "status of a page": f"/admin/newswire/pages/{page}/",
        "dashboard": "/admin/",
        "channels": "/admin/newswire/channels/",
        "a channel that wants everything": f"/admin/newswire/channels/inspect/{greedy}/",
        "a channel that does not answer": f"/admin/newswire/channels/inspect/{dead}/",
        "sendings": f"{REPORTS}/deliveries/",
        "sendings, page 100": f"{REPORTS}/deliveries/?p=100",
        "sendings that wait": f"{REPORTS}/deliveries/?state=queued",
        "sendings that stopped": f"{REPORTS}/deliveries/?state=parked",
        "sendings under way": f"{REPORTS}/deliveries/?state=sending",
        "sendings of a state that none has": f"{REPORTS}/deliveries/?state=cancelled",
        "sendings to a site": f"{REPORTS}/deliveries/?channel={dead}",
        "sendings to a greedy site": f"{REPORTS}/deliveries/?channel={greedy}",
        "sendings of a page": f"{REPORTS}/deliveries/?page={page}",
        "sendings of a title": f"{REPORTS}/deliveries/?page=Article+12",
        "sendings of a title that nothing has": f"{REPORTS}/deliveries/?page=nowhere",
        "sendings in a language that none has": f"{REPORTS}/deliveries/?language=fr",
        "sendings of today": f"{REPORTS}/deliveries/?created_at_from={today}",
        "sendings of a year ago": f"{REPORTS}/deliveries/?created_at_to={long_ago}",
        "failed": f"{REPORTS}/failed/",
        "never arrived": f"{REPORTS}/never/",
        "unrendered": f"{REPORTS}/unrendered/",
        "arrival, an hour": f"{REPORTS}/arrival/?period=hour",
        "arrival, a week": f"{REPORTS}/arrival/?period=week",
    }
    return {name: _getting(boss, address) for name, address in addresses.items()}


def _by_machines(stock: Stock) -> dict[str, Callable[[], object]]:
    greedy = Channel.objects.get(pk=stock.channels[0])
    reader = Client(headers={"Authorization": f"Bearer {tokens.create(greedy)}"})
    now = cursor.counter()
    middle = cursor.write(now.sequence // 2, cursor.fingerprint(greedy, {}), now.epoch)
    uuid = Publication.objects.filter(page_id=stock.before + 1).values_list("uuid", flat=True).get()
    operator = Client()
    operator.force_login(get_user_model().objects.get(username="boss"))
    return {
        "changes": _getting(reader, f"{FEED}/changes"),
        "changes, in the middle": _getting(reader, f"{FEED}/changes?after={middle}"),
        "changes in a language that none has": _getting(reader, f"{FEED}/changes?lang=fr"),
        "changes, gone alone": _getting(reader, f"{FEED}/changes?state=gone"),
        "one publication": _getting(reader, f"{FEED}/publications/{uuid}"),
        "state": _getting(reader, f"{FEED}/state"),
        "healthz": _getting(operator, "/newswire/healthz"),
        "readyz": _fresh(_getting(operator, "/newswire/readyz")),
        "metrics": _getting(operator, "/newswire/metrics"),
    }


def _by_workers() -> dict[str, Callable[[], object]]:
    return {
        "claim, nothing due": lambda: claim.claim(200),
        "claim": _claims,
        "what was handed over, nothing": lambda: (handover.take(200), handover.give_back()),
        "sweep of lanes": lambda: lanes.repair(timezone.now()),
        "sweep of leases": losses.take_back,
        "dispatch, nothing to do": lambda: dispatch.run(1),
        "a step of the audit": audit.step,
        "a window of reconcile": lambda: compare.window(0),
        "a moment of prune": lambda: prune.prune(0.1),
    }


def _claims() -> None:
    """Of what waits for the channel that does not answer, were it to answer; undone."""
    with transaction.atomic():
        waiting = Delivery.objects.filter(state=Delivery.State.QUEUED)
        channel = waiting.order_by("channel").values_list("channel", flat=True).last()
        waiting.filter(channel=channel).update(next_attempt_at=timezone.now())
        lanes.Lane.objects.filter(pk=channel).update(due_at=timezone.now(), breaker="closed")
        assert claim.claim(200)
        transaction.set_rollback(True)


def _getting(client: Client, address: str) -> Callable[[], object]:
    def get() -> object:
        answer = client.get(address)
        assert answer.status_code == 200, (address, answer)
        return answer

    return get


def _fresh(probe: Callable[[], object]) -> Callable[[], object]:
    def get() -> object:
        readiness.forget()
        return probe()

    return get
