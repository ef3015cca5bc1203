import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from .errands import Errand


class ExportedText(models.Model):
    """The texts of one page as a file took them out. Content-addressed; its digest stands in the file.

    `texts` is a list of `newswire.publisher.translating.exchange.sheet.Text` as dictionaries;
    `source_digest` names the SourceText, by which is told what changed since.
    """

    digest = models.CharField(max_length=64, primary_key=True)
    # No foreign key: see Publication.page_id.
    page_id = models.BigIntegerField()
    source_digest = models.CharField(max_length=64)
    texts = models.JSONField()
    created_at = models.DateTimeField(default=timezone.now)

    class Meta:
        default_permissions = ()


class Upload(models.Model):
    """Files of one person between looking at them and having them written into drafts.

    `arrivals` is a list of `newswire.publisher.translating.exchange.arrival.Arrival` as dictionaries:
    what was read and found fit, never the file itself.
    """

    uuid = models.UUIDField(unique=True, default=uuid.uuid4, editable=False)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    arrivals = models.JSONField()
    created_at = models.DateTimeField(default=timezone.now)

    class Meta:
        default_permissions = ()


class MachineMade(models.Model):
    """A version that a machine translated and that nobody has confirmed. Gone once somebody has."""

    # No foreign key: see Publication.page_id.
    page_id = models.BigIntegerField(unique=True)
    service = models.CharField(max_length=100)
    at = models.DateTimeField(default=timezone.now)  # what was published before is not the machine's

    class Meta:
        default_permissions = ()


class MachineJob(Errand):
    """A machine translation that somebody asked for."""

    class State(models.TextChoices):
        WAITING = "waiting", _("Waiting")
        DONE = "done", _("Done")
        FAILED = "failed", _("Failed")

    page_id = models.BigIntegerField()  # of the source
    lang = models.CharField(max_length=100)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    state = models.CharField(max_length=10, choices=State.choices, default=State.WAITING)
    version_id = models.BigIntegerField(null=True)  # the page that it wrote
    created_at = models.DateTimeField(default=timezone.now)

    class Meta:
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(
                fields=["page_id", "lang"], condition=Q(state="waiting"), name="newswire_machine_job_one"
            ),
        ]
        indexes = [
            models.Index(fields=["due_at"], condition=Q(state="waiting"), name="newswire_machine_job_due"),
        ]
