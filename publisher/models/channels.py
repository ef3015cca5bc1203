import uuid
from datetime import datetime
from typing import TYPE_CHECKING

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from django_stubs_ext.db.models.manager import RelatedManager


class Channel(models.Model):
    """One downstream destination: where, what it wants, its secrets, its state."""

    class State(models.TextChoices):
        PAUSED = "paused", _("Paused")
        ACTIVE = "active", _("On")
        DISABLED = "disabled", _("Switched off")

    class Mode(models.TextChoices):
        FULL = "full", _("Whole article")
        THIN = "thin", _("Notice with a link")

    class Fallback(models.TextChoices):
        OMIT = "omit", _("Leave out")
        SEND = "send", _("Send the fallback version, marked as such")

    class Order(models.TextChoices):
        LATEST = "latest", _("Only the latest version")
        EVERY = "every", _("Every version in turn")

    uuid = models.UUIDField(unique=True, default=uuid.uuid4, editable=False)
    name = models.CharField(_("name"), max_length=100, unique=True)
    transport = models.CharField(max_length=20, default="webhook")
    address = models.CharField(_("address"), max_length=2000, blank=True)
    options = models.JSONField(default=dict, blank=True)  # what only its transport knows

    # What it wants. An empty list: everything.
    languages = models.JSONField(_("languages"), default=list, blank=True)
    page_types = models.JSONField(_("page types"), default=list, blank=True)  # "app_label.model"; empty: none
    sections = models.JSONField(_("sections"), default=list, blank=True)  # page ids; each with its subtree
    topics = models.JSONField(_("topics"), default=list, blank=True)
    event_types = models.JSONField(_("event types"), default=list, blank=True)

    format = models.CharField(_("format"), max_length=20, default="cloudevents")
    mode = models.CharField(_("mode"), max_length=10, choices=Mode.choices, default=Mode.FULL)
    fallback = models.CharField(
        _("a language is missing"), max_length=10, choices=Fallback.choices, default=Fallback.OMIT
    )
    order = models.CharField(_("order"), max_length=10, choices=Order.choices, default=Order.LATEST)
    trusted = models.BooleanField(_("trusted with embargoed pages"), default=False)
    for_operators = models.BooleanField(_("receives notices about channels"), default=False)
    address_pattern = models.CharField(_("expected address of an article"), max_length=500, blank=True)
    # With `{token}`; see publisher/preview. A default for workers that do not know the column yet.
    preview_address = models.CharField(
        _("address that shows drafts"), max_length=500, blank=True, default="", db_default=""
    )

    state = models.CharField(max_length=10, choices=State.choices, default=State.PAUSED)
    state_note = models.CharField(max_length=500, blank=True)  # why it is not on, in words
    # It gets what is announced after this moment; null: not started, nothing is queued for it.
    started_at = models.DateTimeField(null=True, blank=True)
    created_at = models.DateTimeField(default=timezone.now)

    if TYPE_CHECKING:
        secrets: RelatedManager["ChannelSecret"]

    class Meta:
        verbose_name = _("site or channel")
        verbose_name_plural = _("sites and channels")

    def __str__(self) -> str:
        return self.name


class Lane(models.Model):
    """A channel's place in the queue. Workers lock lanes, not deliveries."""

    class Breaker(models.TextChoices):
        CLOSED = "closed", _("Working")
        OPEN = "open", _("Paused after errors")
        HALF_OPEN = "half_open", _("Trying again")

    channel = models.OneToOneField(Channel, primary_key=True, on_delete=models.CASCADE, related_name="lane")
    cap = models.PositiveSmallIntegerField(_("at a time"), default=4)
    rate_per_minute = models.PositiveIntegerField(_("at most per minute"), null=True, blank=True)
    # The token bucket of the rate: how many sends are allowed now, as of `tokens_at`.
    tokens = models.FloatField(default=0)
    tokens_at = models.DateTimeField(default=timezone.now)
    # When this lane next wants a worker's look; null: nothing waits. A hint that the sweep repairs.
    due_at = models.DateTimeField(null=True)

    breaker = models.CharField(max_length=10, choices=Breaker.choices, default=Breaker.CLOSED)
    failures = models.PositiveIntegerField(default=0)  # in a row
    failing_since = models.DateTimeField(null=True)
    probe_at = models.DateTimeField(null=True)  # when an open breaker lets one delivery through
    ramp = models.PositiveSmallIntegerField(null=True)  # the cap while draining after a recovery
    last_success_at = models.DateTimeField(null=True)
    hold_until = models.DateTimeField(null=True)  # the receiver asked to be left alone (Retry-After)
    told = models.CharField(max_length=10, blank=True)  # what operators were told of this incident

    class Meta:
        default_permissions = ()
        indexes = [
            models.Index(fields=["due_at"], condition=Q(due_at__isnull=False), name="newswire_lane_due")
        ]

    @property
    def probed_at(self) -> datetime | None:
        """When an open breaker lets one through; not before the receiver lets us ask, if it said so."""
        return max(filter(None, (self.probe_at, self.hold_until)), default=None)


class SealedSecret(models.Model):
    """A secret encrypted at rest. The plain value is shown once, when it is made."""

    class Kind(models.TextChoices):
        HMAC = "v1", "v1"
        ED25519 = "v1a", "v1a"

    kind = models.CharField(max_length=3, choices=Kind.choices, default=Kind.HMAC)
    key_id = models.CharField(max_length=40)  # which of NEWSWIRE_SECRET_KEYS sealed it
    sealed = models.BinaryField()
    public = models.CharField(max_length=100, blank=True)  # whpk_..., for v1a
    created_at = models.DateTimeField(default=timezone.now)
    # Old ones sign beside the current until then (rotation); null: the current one.
    expires_at = models.DateTimeField(null=True)

    class Meta:
        abstract = True


class ChannelSecret(SealedSecret):
    # A kind that signs nothing: the address of a service, which holds its password.
    SERVICE = "url"

    channel = models.ForeignKey(Channel, on_delete=models.CASCADE, related_name="secrets")

    class Meta:
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(
                fields=["channel", "kind"],
                condition=Q(expires_at__isnull=True),
                name="newswire_channel_secret_one_current",
            ),
        ]
