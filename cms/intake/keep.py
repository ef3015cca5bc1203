"""The receiver's rule: a higher version replaces the row, anything else is ignored."""

from functools import partial

from django.db import IntegrityError, transaction
from django.utils import timezone

from newswire.publisher import broker

from .body import STATES, Arrived, text, uuid_of
from .models import IncomingArticle, IncomingSite
from .schedule import TASK


def keep(site: IncomingSite, arrived: Arrived) -> IncomingArticle | None:
    """What is held of it now; None where nothing is. What is new is worked on after the commit."""
    if arrived.state not in STATES:
        return _held(site, arrived)
    data = arrived.data
    fields = {
        "version": arrived.version,
        "state": arrived.state,
        "data": data if arrived.state == "live" else {"reason": data.get("reason")},
        "received_at": timezone.now(),
        "due_at": timezone.now(),
        "tries": 0,
    }
    if arrived.state == "live":
        fields |= {
            "set_id": uuid_of(data, "setId"),
            "lang": text(data, "lang", 20),
            "title": text(data, "title", 255),
            "url": text(data, "url", 2000),
        }
    older = IncomingArticle.objects.filter(site=site, uuid=arrived.uuid, version__lt=arrived.version)
    with transaction.atomic():
        if older.update(**fields) or _made(site, arrived, fields):
            transaction.on_commit(partial(broker.send, TASK), robust=True)
    return _held(site, arrived)


def _made(site: IncomingSite, arrived: Arrived, fields: dict) -> bool:
    """False where there is a row already: of this version, or a newer one."""
    if _held(site, arrived):
        return False
    try:
        with transaction.atomic():
            IncomingArticle.objects.create(site=site, uuid=arrived.uuid, **fields)
    except IntegrityError:  # another version of it, at the same moment, in another process
        newer = {"site": site, "uuid": arrived.uuid, "version__lt": arrived.version}
        return bool(IncomingArticle.objects.filter(**newer).update(**fields))
    return True


def _held(site: IncomingSite, arrived: Arrived) -> IncomingArticle | None:
    rows = IncomingArticle.objects.filter(site=site, uuid=arrived.uuid)
    return rows.select_related("page").first()
