import uuid

from django.conf import settings
from django.db import models
from django.utils import timezone


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
