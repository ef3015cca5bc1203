import uuid

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from .channels import SealedSecret
from .errands import Errand


class Trigger(models.Model):
    """Someone outside who may call our publish webhook."""

    slug = models.SlugField(_("name in the address"), unique=True)
    name = models.CharField(_("name"), max_length=100)
    actions = models.JSONField(_("may do"), default=list)  # names of publisher/triggers/actions.py
    languages = models.JSONField(_("languages"), default=list, blank=True)  # empty: all
    sections = models.JSONField(_("sections"), default=list, blank=True)  # page ids; empty: all
    per_minute = models.PositiveIntegerField(_("calls per minute"), default=60)
    active = models.BooleanField(_("on"), default=True)
    created_at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = _("trigger")
        verbose_name_plural = _("triggers")

    def __str__(self) -> str:
        return self.name


class TriggerSecret(SealedSecret):
    trigger = models.ForeignKey(Trigger, on_delete=models.CASCADE, related_name="secrets")

    class Meta:
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(
                fields=["trigger", "kind"],
                condition=Q(expires_at__isnull=True),
                name="newswire_trigger_secret_one_current",
            ),
        ]


class TriggerCall(Errand):
    """One call of our publish webhook: its job. Each `webhook-id` acts once; refused, it may come again."""

    class State(models.TextChoices):
        WAITING = "waiting", _("Waiting")
        DONE = "done", _("Done")
        FAILED = "failed", _("Failed")
        REFUSED = "refused", _("Refused")

    uuid = models.UUIDField(unique=True, default=uuid.uuid4, editable=False)
    trigger = models.ForeignKey(Trigger, on_delete=models.CASCADE, related_name="calls")
    webhook_id = models.CharField(max_length=255, blank=True)  # empty where the signature was bad
    action = models.CharField(max_length=40, blank=True)
    target = models.JSONField(default=dict)  # how the page was named
    page_id = models.BigIntegerField(null=True)
    file = models.BinaryField(null=True)  # a translation that came with the call
    state = models.CharField(max_length=10, choices=State.choices, default=State.WAITING)
    status = models.PositiveSmallIntegerField(default=202)  # the HTTP status answered
    received_at = models.DateTimeField(default=timezone.now)

    class Meta:
        default_permissions = ("view",)
        constraints = [
            models.UniqueConstraint(
                fields=["trigger", "webhook_id"],
                condition=~Q(webhook_id="") & ~Q(state="refused"),
                name="newswire_trigger_call_acts_once",
            ),
        ]
        indexes = [
            models.Index(fields=["due_at"], condition=Q(state="waiting"), name="newswire_trigger_call_due"),
            models.Index(fields=["trigger", "-received_at"], name="newswire_trigger_call_log"),
        ]
