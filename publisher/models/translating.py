from typing import Any

import swapper
from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class SourceText(models.Model):
    """What one page said at one time, unit by unit. Content-addressed: pages and times share it.

    `units` is a list of `newswire.publisher.translating.units.Unit` as dictionaries.
    """

    digest = models.CharField(max_length=64, primary_key=True)
    units = models.JSONField()
    created_at = models.DateTimeField(default=timezone.now)

    class Meta:
        default_permissions = ()


class LiveText(models.Model):
    """The fingerprint of a live page, as of the generation that its publication calls `compared`."""

    # No foreign key: see Publication.page_id.
    page_id = models.BigIntegerField(unique=True)
    set_key = models.UUIDField()
    locale_id = models.BigIntegerField()
    digest = models.CharField(max_length=64)  # of all that is translatable
    head_digest = models.CharField(max_length=64)  # of headline and summary alone
    # Before the last change: what a "minor change" may be forgiven for, and nothing older.
    previous_digest = models.CharField(max_length=64, blank=True)
    previous_head_digest = models.CharField(max_length=64, blank=True)
    changed_at = models.DateTimeField(default=timezone.now)
    first_published_at = models.DateTimeField()
    # The version that the others are translated from: the one first published, unless chosen by hand.
    is_source = models.BooleanField(default=False)
    is_chosen = models.BooleanField(default=False)

    class Meta:
        default_permissions = ()
        indexes = [
            models.Index(fields=["set_key"], name="newswire_livetext_set"),
            models.Index(fields=["locale_id", "is_source"], name="newswire_livetext_locale"),
            # The order, and all that the desk asks for: it looks through them without reading the rows.
            models.Index(
                fields=["-first_published_at", "-page_id", "set_key", "locale_id", "digest", "head_digest"],
                condition=Q(is_source=True),
                name="newswire_livetext_listed",
            ),
            models.Index(
                fields=["changed_at"], condition=Q(is_source=True), name="newswire_livetext_changed"
            ),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["set_key"], condition=Q(is_source=True), name="newswire_livetext_one_source"
            ),
        ]


class Comparison(models.Model):
    """Which text of its source a version was last known to agree with. No digest: not compared yet."""

    class How(models.TextChoices):
        COPIED = "copied", _("Begun as a copy of the source")
        CONFIRMED = "confirmed", _("Confirmed: matches now")
        IMPORTED = "imported", _("Came back as a file")
        MINOR = "minor", _("The source had a minor change")

    page_id = models.BigIntegerField(unique=True)
    locale_id = models.BigIntegerField()  # of the version: the desk looks for one language's
    source_id = models.BigIntegerField()  # the source's page id
    digest = models.CharField(max_length=64, blank=True)
    head_digest = models.CharField(max_length=64, blank=True)
    how = models.CharField(max_length=10, choices=How.choices)
    at = models.DateTimeField(default=timezone.now)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )

    class Meta:
        default_permissions = ()
        indexes = [models.Index(fields=["source_id", "locale_id"], name="newswire_comparison_version")]

    def save(self, *args: Any, **kwargs: Any) -> None:
        if self.locale_id is None:
            pages = swapper.load_model("wagtailcore", "Page").objects
            self.locale_id = pages.values_list("locale_id", flat=True).get(pk=self.page_id)
        super().save(*args, **kwargs)


class TranslatorNotice(models.Model):
    """Somebody who asked for a mail when the source of a version of theirs changes."""

    user = models.OneToOneField(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    since = models.DateTimeField(default=timezone.now)  # what changed before is no news
    looked_at = models.DateTimeField(default=timezone.now)  # when all that had changed was last mailed
    # Of which text of its source each version was mailed: {page id: digest}. What is stale no more is
    # dropped from it.
    told = models.JSONField(default=dict)
    due_at = models.DateTimeField(default=timezone.now)
    tries = models.PositiveSmallIntegerField(default=0)  # in a row, that a mail server refused

    class Meta:
        default_permissions = ()
