"""What trusted channels may see of a page before it is public."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from newswire.publisher.models import Embargo
from newswire.publisher.observed import Observed


@dataclass(frozen=True)
class Ahead:
    page: Any  # specific, as it will go live
    until: datetime


def ahead_of(page: Any, observed: Observed) -> Ahead | None:
    """The approved version of a page that waits for its embargo to end; one query where there is none.

    Until Wagtail has really published it: a worker that is late must not withdraw it for that time.
    """
    if observed.live or observed.alias or observed.private or not observed.site_fingerprint:
        return None
    embargo = Embargo.objects.filter(page_id=page.pk, ahead=True).first()
    revision = page.scheduled_revision if embargo else None
    if embargo is None or revision is None:
        return None
    return Ahead(revision.as_object(), max(embargo.until, revision.approved_go_live_at))
