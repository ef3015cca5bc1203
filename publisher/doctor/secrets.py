"""Could workers open the secrets of sites when they last tried?"""

from collections.abc import Iterator

from django.utils.translation import gettext as _

from newswire.publisher.models import Channel
from newswire.publisher.transports.base import ErrorKind

from .attempts import MOST_NAMED, failed_last
from .findings import Finding, error


def known() -> Iterator[Finding]:
    """What attempts say: a worker may lack a key that this process has."""
    waiting = Channel.objects.filter(state=Channel.State.ACTIVE, lane__due_at__isnull=False)
    for name in failed_last(waiting, ErrorKind.SECRET)[:MOST_NAMED]:
        yield error(
            _("Channel %(name)s: nothing is sent, since a worker cannot open its secret.") % {"name": name},
            _(
                "Give every worker all keys of NEWSWIRE_SECRET_KEYS, and start it again; what is published"
                " meanwhile waits."
            ),
        )
