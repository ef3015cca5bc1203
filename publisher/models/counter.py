import secrets

from django.db import models
from django.utils import timezone


def new_epoch() -> str:
    return secrets.token_hex(4)


class Counter(models.Model):
    """The one row that hands out event sequences.

    Dispatch locks it for the length of its short transaction, so a sequence becomes visible only
    after every smaller one: the feed's cursor can skip no late commit.
    """

    id = models.PositiveSmallIntegerField(primary_key=True, default=1)
    sequence = models.BigIntegerField(default=0)
    # Changes after a restore from backup, so that old cursors and webhook ids are told apart.
    epoch = models.CharField(max_length=16, default=new_epoch)
    # Events up to this sequence were announced before that restore. What a receiver got after the
    # backup was made is not among them, so none of them may be sent again as its latest.
    epoch_after = models.BigIntegerField(default=0)
    # Reconcile records pages that were live before Newswire up to this page id; null: all recorded.
    baseline_after = models.BigIntegerField(null=True, default=0)
    # The page id up to which the present round of reconcile has come.
    reconciled_to = models.BigIntegerField(default=0)
    # The sequence up to which the present round of pruning has come.
    pruned_to = models.BigIntegerField(default=0)
    # Pages that the running check found different from what was announced, since the beginning.
    drift_found = models.BigIntegerField(default=0, db_default=0)
    created_at = models.DateTimeField(default=timezone.now)

    class Meta:
        default_permissions = ()
        constraints = [
            models.CheckConstraint(condition=models.Q(id=1), name="newswire_counter_one_row"),
        ]
