"""After a restore from backup: what follows must be higher than what receivers hold, and we forgot.

The publications of the backup are behind what was announced after it was made. Receivers ignore a
version that is not higher than theirs, so every version jumps; sequences jump, so that none is given
twice; and the epoch changes, so that cursors and webhook ids of the lost time are told apart.
"""

from django.db import transaction
from django.db.models import F

from newswire.publisher.models import Counter, Publication
from newswire.publisher.models.counter import new_epoch

# More than any page, and any newsroom, can have announced since a backup; and a thousand restores
# leave sequences below 2**53, which is as far as JSON numbers are exact everywhere.
VERSIONS = 1_000_000
SEQUENCES = 1_000_000_000


def begin_epoch() -> Counter:
    """Jumps versions and sequence and changes the epoch; sends nothing. Safe to do twice.

    Pages that were never announced jump too: they may have been in the lost time.
    """
    with transaction.atomic():
        Publication.objects.update(version=F("version") + VERSIONS)
        counter, _ = Counter.objects.select_for_update().get_or_create(pk=1)
        counter.sequence += SEQUENCES
        counter.epoch_after = counter.sequence
        counter.epoch = new_epoch()
        counter.save(update_fields=["sequence", "epoch_after", "epoch"])
    return counter
