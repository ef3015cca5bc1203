"""Takedowns that hang. Operators' channels are told too, where there are any."""

from collections.abc import Iterator

from django.utils.translation import gettext as _

from newswire.publisher import takedown
from newswire.publisher.models import Job

from .findings import Finding, error


def examine() -> Iterator[Finding]:
    late = Job.objects.filter(kind=Job.Kind.TAKEDOWN, state=Job.State.RUNNING, alarmed_at__isnull=False)
    for job in late.order_by("-pk"):
        names = ", ".join(one.channel.name for one in takedown.status(job).waiting)
        yield error(
            _("Takedown %(id)d: not confirmed by %(sites)s.") % {"id": job.pk, "sites": names},
            _("Ask the people who run these sites to take the page down themselves."),
        )
