from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from .channels import SealedSecret
from .errands import Errand


class HubTopic(models.Model):
    """A feed of ours that somebody subscribed to at our own hub, as it was last read."""

    url = models.URLField(max_length=2000)
    digest = models.CharField(max_length=64, unique=True)  # of the address, which is too long for an index
    content = models.BinaryField(default=b"")
    content_type = models.CharField(max_length=100, blank=True)
    version = models.PositiveBigIntegerField(default=0)  # grows whenever the content differs
    read_at = models.DateTimeField(null=True)

    class Meta:
        default_permissions = ()

    def __str__(self) -> str:
        return self.url


class HubSubscription(Errand):
    """Somebody who is sent a feed whenever it changes, until the lease ends.

    What was asked for last stands beside what holds, until the callback has confirmed it.
    """

    class State(models.TextChoices):
        WAITING = "waiting", _("Waiting")
        DONE = "done", _("Up to date")
        FAILED = "failed", _("Failed")

    class Asked(models.TextChoices):
        NOTHING = ""
        SUBSCRIBE = "subscribe"
        UNSUBSCRIBE = "unsubscribe"

    topic = models.ForeignKey(HubTopic, on_delete=models.CASCADE, related_name="subscriptions")
    state = models.CharField(max_length=10, choices=State.choices, default=State.WAITING)
    callback = models.URLField(_("address"), max_length=2000)
    digest = models.CharField(max_length=64)  # of the callback
    host = models.CharField(max_length=255)  # of the callback
    asked = models.CharField(max_length=11, choices=Asked.choices, blank=True)
    asked_seconds = models.PositiveIntegerField(default=0)  # the lease
    asked_at = models.DateTimeField(default=timezone.now)
    expires_at = models.DateTimeField(_("until"), null=True)  # null: never confirmed yet
    version = models.PositiveBigIntegerField(default=0)  # of the topic, that was sent last
    created_at = models.DateTimeField(default=timezone.now)

    class Meta:
        default_permissions = ("view", "delete")
        verbose_name = _("WebSub subscription")
        verbose_name_plural = _("WebSub subscriptions")
        constraints = [
            models.UniqueConstraint(fields=["topic", "digest"], name="newswire_hub_subscription_once"),
        ]
        indexes = [
            models.Index(fields=["due_at"], condition=Q(state="waiting"), name="newswire_hub_due"),
            models.Index(fields=["host", "asked_at"], name="newswire_hub_host"),
            models.Index(F("expires_at"), name="newswire_hub_expires"),
        ]

    def __str__(self) -> str:
        return self.callback

    @property
    def holds(self) -> bool:
        return self.expires_at is not None and self.expires_at > timezone.now()


class HubSecret(SealedSecret):
    """What the subscriber checks our signature with; the subscriber chose it."""

    ASKED = "new"  # comes into force with the callback's confirmation

    subscription = models.ForeignKey(HubSubscription, on_delete=models.CASCADE, related_name="secrets")

    class Meta:
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(fields=["subscription", "kind"], name="newswire_hub_secret_once"),
        ]
