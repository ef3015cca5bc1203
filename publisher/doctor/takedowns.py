"""Takedowns that hang. Operators' channels are told too, where there are any."""

from collections.abc import Iterator

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from newswire.publisher import takedown
from newswire.publisher.models import Job

from .findings import Finding, error

NAMED = 10  # each takes a look at what every site holds of it


def examine() -> Iterator[Finding]:
    late = Job.objects.filter(kind=Job.Kind.TAKEDOWN, state=Job.State.RUNNING, alarmed_at__isnull=False)
    for job in late.order_by("-pk")[:NAMED]:
        names = ", ".join(one.channel.name for one in takedown.status(job).waiting)
        yield error(
            _("Takedown %(id)d: not confirmed by %(sites)s.") % {"id": job.pk, "sites": names},
            _("Ask the people who run these sites to take the page down themselves."),
        )
    if (more := late.count() - NAMED) > 0:
        words = ngettext(
            "%(count)d more takedown is not confirmed.", "%(count)d more takedowns are not confirmed.", more
        )
        yield error(words % {"count": more}, _("newswire_jobs lists them."))
