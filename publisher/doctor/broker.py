from collections.abc import Iterator

from django.utils.translation import gettext as _

from newswire.publisher import broker, broker_state
from newswire.publisher.tasks import WAKE_UP

from .findings import Finding, error, ok, warning
from .tls import what_to_do

SLOW = 0.2  # seconds for one question: one on another continent needs that long


def examine() -> Iterator[Finding]:
    address = broker_state.address()
    answer = broker_state.ask()
    if answer.error:
        yield error(
            _("Broker: %(address)s does not answer (%(error)s).")
            % {"address": address, "error": answer.error},
            what_to_do(
                answer.error,
                _(
                    "Start it, or set CELERY_BROKER_URL or REDIS_URL. Until then nothing is sent; nothing"
                    " is lost either."
                ),
            ),
        )
        return
    if answer.refused:
        yield error(
            _("Broker: %(address)s takes nothing (%(error)s).")
            % {"address": address, "error": answer.refused},
            _(
                "Make room on its disk or in its memory; if it is a replica, name the primary. Until then"
                " nothing is sent; nothing is lost either."
            ),
        )
        return
    if answer.seconds > SLOW:
        yield _slow(address, answer.seconds)
        return
    yield ok(_("Broker: %(address)s answers.") % {"address": address})
    yield from _identity()
    yield from _visibility()
    yield from _eviction()


def _slow(address: str, seconds: float) -> Finding:
    words = (
        _("Broker: %(address)s is slow, it answers in %(seconds).1f seconds.")
        if seconds < broker_state.LONGEST
        else _("Broker: %(address)s is slow, it has not answered within %(seconds)d seconds.")
    )
    return warning(
        words % {"address": address, "seconds": seconds},
        _(
            "Look at its machine: processor, memory, disk, slow commands (SLOWLOG GET), the network between."
            " Nothing is lost; what is published arrives later."
        ),
    )


def _identity() -> Iterator[Finding]:
    """Celery's client of RabbitMQ looks at the name in a certificate only where it is told which."""
    if broker_state.is_unverified():
        yield warning(
            _("Broker: nobody checks that its certificate is its own, so another server can pass for it."),
            _(
                "Set ca_certs, cert_reqs (ssl.CERT_REQUIRED) and server_hostname in CELERY_BROKER_USE_SSL:"
                " docs/operators.md."
            ),
        )


def _visibility() -> Iterator[Finding]:
    options = broker.app().conf.broker_transport_options
    if options.get("visibility_timeout", 3600) <= WAKE_UP["time_limit"]:
        yield warning(
            _("Broker: its visibility_timeout is shorter than a task may run, so tasks run twice."),
            _("Set visibility_timeout in CELERY_BROKER_TRANSPORT_OPTIONS to an hour."),
        )


def _eviction() -> Iterator[Finding]:
    policy = broker_state.eviction_policy()
    if policy not in ("", "noeviction"):
        yield warning(
            _("Broker: Redis may drop what is queued when memory runs short (%(policy)s).")
            % {"policy": policy},
            _("Set its maxmemory-policy to noeviction."),
        )
