from collections.abc import Iterator

from django.utils.translation import gettext as _

from newswire.publisher import broker
from newswire.publisher.tasks import WAKE_UP

from .findings import Finding, error, ok, warning


def examine() -> Iterator[Finding]:
    address = broker.address()
    if said := broker.ping():
        yield error(
            _("Broker: %(address)s does not answer (%(error)s).") % {"address": address, "error": said},
            _(
                "Start Redis, or set CELERY_BROKER_URL or REDIS_URL. Until then nothing is sent; nothing"
                " is lost either."
            ),
        )
        return
    yield ok(_("Broker: %(address)s answers.") % {"address": address})
    yield from _visibility()
    yield from _eviction()


def _visibility() -> Iterator[Finding]:
    options = broker.app().conf.broker_transport_options
    if options.get("visibility_timeout", 3600) <= WAKE_UP["time_limit"]:
        yield warning(
            _("Broker: its visibility_timeout is shorter than a task may run, so tasks run twice."),
            _("Set visibility_timeout in CELERY_BROKER_TRANSPORT_OPTIONS to an hour."),
        )


def _eviction() -> Iterator[Finding]:
    policy = broker.eviction_policy()
    if policy not in ("", "noeviction"):
        yield warning(
            _("Broker: Redis may drop what is queued when memory runs short (%(policy)s).")
            % {"policy": policy},
            _("Set its maxmemory-policy to noeviction."),
        )
