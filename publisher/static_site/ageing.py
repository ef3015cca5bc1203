"""What grows old though nothing changes: an article leaves the news sitemap after two days."""

import logging
import time

from django.core.files.storage import InvalidStorageError
from django.utils import timezone

from newswire.publisher import one_by_one
from newswire.publisher.deliver.alone import Taken
from newswire.publisher.models import Channel

from . import building
from .files import StorageFailed, why
from .settling import OutOfTime

logger = logging.getLogger("newswire.deliver")

PATIENCE = 5.0  # seconds: a batch under way settles the site anyway


def age(seconds: float) -> int:
    """Makes the sites that have such a file anew, for about `seconds`; how many. Else it is one query.

    What is not done now is found again.
    """
    until = time.monotonic() + seconds
    due = Channel.objects.filter(state=Channel.State.ACTIVE, static_files__stale_at__lte=timezone.now())
    channels = due.distinct().order_by("pk")
    return one_by_one.total((one for one in channels if time.monotonic() < until), _made_anew)


def _made_anew(channel: Channel) -> bool:
    try:
        building.turn(channel, PATIENCE)
        return True
    except (Taken, OutOfTime):
        logger.info("channel=%s: its news sitemap waits for another turn", channel.pk)
    except InvalidStorageError:
        logger.warning("channel=%s: its news sitemap is old, the settings lack its storage", channel.pk)
    except StorageFailed as error:
        words = "channel=%s: its news sitemap is old, the storage fails: %s"
        logger.warning(words, channel.pk, why(error))
    return False
