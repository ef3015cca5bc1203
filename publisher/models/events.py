import uuid

from django.db import models
from django.utils import timezone

from .channels import Channel
from .publications import Priority, Publication


class Event(models.Model):
    """One announced change of a publication: the outbox. Append-only; the sequence has no gap.

    Its wire type is `newswire.<type>.v1`. An event with a `channel` is for that channel alone
    (a test, a notice to operators, a withdrawal after the channel's filter changed).
    """

    sequence = models.BigIntegerField(primary_key=True)
    uuid = models.UUIDField(unique=True, default=uuid.uuid4, editable=False)
    type = models.CharField(max_length=100)  # "article.published"
    publication = models.ForeignKey(Publication, null=True, on_delete=models.PROTECT, related_name="events")
    # Kept when the channel is deleted: the sequence has no gap.
    channel = models.ForeignKey(Channel, null=True, on_delete=models.SET_NULL, related_name="+")
    version = models.BigIntegerField(default=0)
    previous_version = models.BigIntegerField(default=0)
    state = models.CharField(max_length=10, choices=Publication.State.choices)
    reason = models.CharField(max_length=20, blank=True)
    note = models.TextField(blank=True)
    changed = models.JSONField(default=list)
    content_hash = models.CharField(max_length=64, blank=True)
    priority = models.PositiveSmallIntegerField(choices=Priority.choices, default=Priority.FRESH)
    batch = models.UUIDField(null=True)
    captured_at = models.DateTimeField(null=True)  # when the page was saved
    traceparent = models.CharField(max_length=55, blank=True, default="", db_default="")
    at = models.DateTimeField(default=timezone.now)

    # The publication's facets as of this event: what the feed filters by.
    lang = models.CharField(max_length=100, blank=True)
    page_type = models.CharField(max_length=200, blank=True)
    tree_path = models.CharField(max_length=255, blank=True)
    topics = models.JSONField(default=list)

    class Meta:
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(
                fields=["publication", "version"],
                condition=models.Q(publication__isnull=False),
                name="newswire_event_one_a_version",
            ),
        ]
        indexes = [
            models.Index(fields=["at"], name="newswire_event_at"),
            models.Index(fields=["lang"], name="newswire_event_lang"),
        ]


class Payload(models.Model):
    """The bytes of one event in one profile, shared by all channels and retries; no row: kept no longer."""

    event = models.ForeignKey(Event, on_delete=models.CASCADE, related_name="payloads")
    profile = models.CharField(max_length=60)  # "cloudevents.full.omit"; see publisher/profiles
    size = models.PositiveIntegerField()  # bytes as sent
    content_type = models.CharField(max_length=100)
    packed = models.BinaryField()  # zlib

    class Meta:
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(fields=["event", "profile"], name="newswire_payload_one_a_profile"),
        ]
