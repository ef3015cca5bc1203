from django.db import models
from django.db.models import Q
from django.db.models.functions import Coalesce
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from .channels import Channel
from .events import Event, Payload
from .jobs import Job
from .publications import Priority, Publication

# Since when a channel has lacked what a delivery says.
LACKED_SINCE = Coalesce("waiting_since", "created_at")


def webhook_id(epoch: str, key: int) -> str:
    """Of the delivery with that key: nothing but what its row says, so it need not be stored."""
    return f"nw_{epoch}_{key}"


class Delivery(models.Model):
    """One event for one channel. Its id, with the epoch, is the `webhook-id`."""

    class State(models.TextChoices):
        QUEUED = "queued", _("Waiting")
        SENDING = "sending", _("Under way")
        DELIVERED = "delivered", _("Sent")
        SUPERSEDED = "superseded", _("Replaced by a newer version")
        PARKED = "parked", _("Stopped, needs you")
        CANCELLED = "cancelled", _("Cancelled")

    # Without indexes of their own where constraints and indexes below begin with them, and every change
    # of state would have to write them all again. Event, payload, publication and the channel's lane are
    # inserted, or locked, in the transaction that inserts the delivery: a check of each by the database
    # would cost more than the row. Of a payload that is pruned all the same, the attempt says so; for a
    # channel that is deleted meanwhile see dispatch/queue.py and channels/remove.py.
    event = models.ForeignKey(
        Event, on_delete=models.CASCADE, related_name="deliveries", db_index=False, db_constraint=False
    )
    channel = models.ForeignKey(
        Channel, on_delete=models.CASCADE, related_name="deliveries", db_index=False, db_constraint=False
    )
    publication = models.ForeignKey(
        Publication,
        null=True,
        on_delete=models.PROTECT,
        related_name="deliveries",
        db_index=False,
        db_constraint=False,
    )
    payload = models.ForeignKey(
        Payload, on_delete=models.DO_NOTHING, related_name="+", db_index=False, db_constraint=False
    )
    job = models.ForeignKey(
        Job, null=True, on_delete=models.SET_NULL, related_name="deliveries", db_index=False
    )
    epoch = models.CharField(max_length=16)
    round = models.PositiveIntegerField(default=0)  # a replay is a new delivery of the same event
    version = models.BigIntegerField(default=0)
    withdrawal = models.BooleanField(default=False)  # state `gone`: replaces all that is queued before it
    priority = models.PositiveSmallIntegerField(choices=Priority.choices, default=Priority.FRESH)

    state = models.CharField(max_length=10, choices=State.choices, default=State.QUEUED)
    next_attempt_at = models.DateTimeField(default=timezone.now)
    attempts = models.PositiveIntegerField(default=0)
    leased_until = models.DateTimeField(null=True)
    # Raised by each claim. A verdict that names an older fence is void.
    fence = models.PositiveIntegerField(default=0)
    created_at = models.DateTimeField(default=timezone.now)
    # Since when the channel has lacked what this says, where it replaced others: else a page that changes
    # each minute would hide a site that has been down for a day. Null: since it was created.
    waiting_since = models.DateTimeField(null=True)
    first_attempt_at = models.DateTimeField(null=True)
    done_at = models.DateTimeField(null=True)
    last_status = models.PositiveSmallIntegerField(null=True)
    last_error = models.CharField(max_length=40, blank=True)  # an ErrorKind of transports/base.py

    class Meta:
        default_permissions = ("view",)
        verbose_name = _("sending")
        verbose_name_plural = _("sendings")
        constraints = [
            models.UniqueConstraint(
                fields=["event", "channel", "round"], name="newswire_delivery_one_a_round"
            ),
            models.UniqueConstraint(
                fields=["channel", "publication"],
                condition=Q(state="sending"),
                name="newswire_delivery_one_in_flight",
            ),
        ]
        indexes = [
            # In the order of sending, so that a lane's first few are read and not its whole backlog.
            models.Index(
                fields=["channel", "priority", "event", "round"],
                condition=Q(state="queued"),
                name="newswire_delivery_queue",
            ),
            models.Index(
                fields=["channel", "next_attempt_at"],
                condition=Q(state="queued"),
                name="newswire_delivery_due",
            ),
            models.Index(
                fields=["channel", "publication", "event"],
                condition=Q(state="queued"),
                name="newswire_delivery_waiting",
            ),
            models.Index(fields=["job"], condition=Q(job__isnull=False), name="newswire_delivery_job"),
            # What needs a person, in reports and counts: a handful among millions.
            models.Index(
                fields=["channel", "-id"], condition=Q(state="parked"), name="newswire_delivery_parked"
            ),
            models.Index(fields=["channel", "publication", "-event"], name="newswire_delivery_page"),
            # What ended otherwise than by being sent, newest first, as reports show it.
            models.Index(
                fields=["state", "-id"],
                condition=Q(state__in=["parked", "superseded", "cancelled"]),
                name="newswire_delivery_unsent",
            ),
            # The report of them, which else would look for the few at the end of all that was ever sent.
            models.Index(
                fields=["-id"],
                condition=Q(state="parked") | (Q(state="queued") & ~Q(last_error="")),
                name="newswire_delivery_failed",
            ),
        ]

    @property
    def webhook_id(self) -> str:
        """The `webhook-id` header: the same for every attempt of this delivery."""
        return webhook_id(self.epoch, self.pk)


class Attempt(models.Model):
    """One try of a delivery. Kept on success too; pruned by age."""

    class Outcome(models.TextChoices):
        DELIVERED = "delivered", _("Sent")
        RETRY = "retry", _("Failed, will be tried again")
        PARKED = "parked", _("Failed for good")
        LOST = "lost", _("The worker was lost while sending")

    id = models.BigAutoField(primary_key=True)
    # Unchecked by the database: it is written in the transaction that locks its delivery. That of a
    # channel deleted at this very moment may stay behind until it is pruned.
    delivery = models.ForeignKey(
        Delivery, on_delete=models.CASCADE, related_name="tries", db_constraint=False
    )
    channel = models.ForeignKey(
        Channel, on_delete=models.CASCADE, related_name="+", db_index=False, db_constraint=False
    )
    number = models.PositiveIntegerField()
    outcome = models.CharField(max_length=10, choices=Outcome.choices)
    started_at = models.DateTimeField()
    milliseconds = models.PositiveIntegerField(default=0)
    timings = models.JSONField(default=dict)  # milliseconds: resolve, connect, tls, first_byte
    peer = models.CharField(max_length=45, blank=True)  # the address really connected to
    status = models.PositiveSmallIntegerField(null=True)
    error = models.CharField(max_length=40, blank=True)
    detail = models.CharField(max_length=500, blank=True)
    answer = models.CharField(max_length=2000, blank=True)  # the start of the answer's text
    worker = models.CharField(max_length=100, blank=True)

    class Meta:
        default_permissions = ("view",)
        indexes = [
            models.Index(fields=["channel", "-started_at"], name="newswire_attempt_channel"),
            models.Index(fields=["started_at"], name="newswire_attempt_age"),
        ]


class Copy(models.Model):
    """What a channel holds of a publication. Takedown, compare, panel and completeness stand on it.

    `announced_*` is what was queued for it last (written by dispatch); the rest is what it has
    answered 2xx to (written with the verdict). Outlives deliveries.
    """

    # Unchecked by the database, as those of a delivery are.
    channel = models.ForeignKey(
        Channel, on_delete=models.CASCADE, related_name="copies", db_index=False, db_constraint=False
    )
    publication = models.ForeignKey(
        Publication, on_delete=models.CASCADE, related_name="copies", db_index=False, db_constraint=False
    )
    announced_sequence = models.BigIntegerField(default=0)
    announced_version = models.BigIntegerField(default=0)
    announced_state = models.CharField(max_length=10, choices=Publication.State.choices)
    version = models.BigIntegerField(default=0)  # 0: nothing confirmed yet
    state = models.CharField(max_length=10, choices=Publication.State.choices, default=Publication.State.NEW)
    content_hash = models.CharField(max_length=64, blank=True)
    url = models.CharField(max_length=2000, blank=True)  # where it stands, as the receiver answered
    since = models.DateTimeField(null=True)

    class Meta:
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(fields=["publication", "channel"], name="newswire_copy_one"),
        ]
        indexes = [
            models.Index(fields=["channel", "announced_sequence"], name="newswire_copy_feed"),
            # By the state and not the version, which each confirmation would have to move in the index.
            models.Index(fields=["channel"], condition=Q(state="new"), name="newswire_copy_unconfirmed"),
        ]
