import uuid
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Coalesce
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class Publication(models.Model):
    """The state of one page that the world should see. It outlives the page.

    Capture raises `generation`, and notes when, how urgent and below which trace; dispatch writes the rest
    when it has compared the page with what was announced last. `generation > settled`: not compared yet.
    Not so: `compared`; `tree_path` of pages merely reordered, `audited_at` of pages to be rendered again and
    whole rows of pages that were live before Newswire (reconcile); `render_retry_at` of a page just made, and
    a `content_hash` made empty, to have it announced anew (capture); a `version` after a restore.
    """

    class State(models.TextChoices):
        NEW = "new", _("Not announced yet")
        LIVE = "live", _("Live")
        EMBARGOED = "embargoed", _("Under embargo")
        GONE = "gone", _("Gone")

    uuid = models.UUIDField(unique=True, default=uuid.uuid4, editable=False)
    # No foreign key: the row stays when the page goes, and a swapped Page model needs no migration.
    page_id = models.BigIntegerField(unique=True)

    generation = models.BigIntegerField(default=0)
    settled = models.BigIntegerField(default=0)
    # The generation as of which `translating.refresh` last read what the page says; it alone writes it.
    compared = models.BigIntegerField(default=0, db_default=0)
    captured_at = models.DateTimeField(default=timezone.now)
    # Where the spans of this generation belong, as W3C has it; see publisher/tracing.py.
    traceparent = models.CharField(max_length=55, blank=True, default="", db_default="")
    # Lowest first: what capture or a cascade asked for, see Priority.
    priority = models.PositiveSmallIntegerField(default=10)

    # What was announced last (or, for a page that was live before Newswire, recorded).
    state = models.CharField(max_length=10, choices=State.choices, default=State.NEW)
    version = models.BigIntegerField(default=0)
    content_hash = models.CharField(max_length=64, blank=True)
    title = models.TextField(blank=True)
    url = models.CharField(max_length=2000, blank=True)  # ASCII: percent-encoded, punycode
    previous_urls = models.JSONField(default=list)
    automatic = models.TextField(blank=True, default="", db_default="")  # uuids, see dependents/automatic.py
    corrections = models.JSONField(default=list)  # [{"at": ISO 8601, "note": str}]
    reason = models.CharField(max_length=20, blank=True)  # of a state that is gone
    announced_at = models.DateTimeField(null=True)
    modified_at = models.DateTimeField(null=True)

    # What reconcile compares with the page by columns alone.
    url_path = models.TextField(blank=True)
    tree_path = models.CharField(max_length=255, blank=True)
    locale_id = models.BigIntegerField(null=True)
    set_key = models.UUIDField(null=True)
    site_fingerprint = models.CharField(max_length=64, blank=True)  # hostname, port and root of its site
    private = models.BooleanField(default=False)

    # Facets: what a channel's filter sees.
    lang = models.CharField(max_length=100, blank=True)
    page_type = models.CharField(max_length=200, blank=True)  # "app_label.model"
    topics = models.JSONField(default=list)
    document_type = models.CharField(max_length=200, blank=True)  # "article", or the page type; as announced

    # A page that cannot be rendered holds up only itself.
    rendering_until = models.DateTimeField(null=True)
    # The generation that is being rendered, or that failed last, and the code it failed with: a newer
    # one of either is looked at at once.
    render_generation = models.BigIntegerField(default=0)
    render_release = models.CharField(max_length=64, blank=True)
    render_error = models.TextField(blank=True)
    render_failures = models.PositiveIntegerField(default=0)
    render_retry_at = models.DateTimeField(null=True)
    render_warnings = models.JSONField(default=list)  # what was left out of it; see doctor/pages.py
    audited_at = models.DateTimeField(null=True)

    class Meta:
        default_permissions = ()
        indexes = [
            models.Index(
                fields=["priority", "captured_at"],
                condition=Q(generation__gt=F("settled")),
                name="newswire_publication_unsettled",
            ),
            models.Index(
                fields=["-captured_at"],
                condition=Q(render_failures__gt=0),
                name="newswire_publication_failing",
            ),
            models.Index(
                fields=["-captured_at"],
                condition=Q(generation__gt=F("compared")),
                name="newswire_publication_compare",
            ),
            models.Index(fields=["set_key"], name="newswire_publication_set"),
            # When it was last compared with its page by rendering it.
            models.Index(
                Coalesce("audited_at", "announced_at"),
                condition=Q(state="live", version__gt=0),
                name="newswire_publication_looked_at",
            ),
            models.Index(fields=["url"], name="newswire_publication_url"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(settled__lte=F("generation")),
                name="newswire_publication_settled_is_past",
            ),
            models.CheckConstraint(
                condition=Q(version__gte=0), name="newswire_publication_version_counts_up"
            ),
        ]

    def __str__(self) -> str:
        return self.title or str(self.uuid)


# Of a copy too: a channel holds a page in one of these, and nothing of one that is new or gone.
HELD = (Publication.State.LIVE, Publication.State.EMBARGOED)


class Priority(models.IntegerChoices):
    """Who goes first, in dispatch and in every lane.

    And who hears of it: from DEPENDENT on only channels that hold a copy (`dispatch.present.is_reached`).
    So what a new channel may want is BULK, however many they are.
    """

    TAKEDOWN = 0, _("Take down")
    FRESH = 10, _("Fresh")
    BULK = 15, _("One of very many that changed at once")
    DEPENDENT = 20, _("Follows another page")
    BACKFILL = 30, _("Send existing")


class Intent(models.Model):
    """What the editor meant with the next publish of a page. Capture consumes it once."""

    class Kind(models.TextChoices):
        UPDATE = "update", _("Update")
        CORRECTION = "correction", _("Correction")
        SMALL_FIX = "small_fix", _("Small fix")
        TAKE_DOWN = "take_down", _("Take down everywhere")
        RESTORE = "restore", _("Restore")

    page_id = models.BigIntegerField()
    kind = models.CharField(max_length=12, choices=Kind.choices, default=Kind.UPDATE)
    note = models.TextField(blank=True)  # public for a correction, the reason of a takedown
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    batch = models.UUIDField(null=True)  # pages published together
    created_at = models.DateTimeField(default=timezone.now)
    # The generation it came out with; null until the page really goes live (or down).
    generation = models.BigIntegerField(null=True)

    class Meta:
        default_permissions = ()
        # Beside Wagtail's own permission to publish that page. An update needs no other.
        permissions = [
            ("publish_correction", "Can publish as a correction"),
            ("publish_small_fix", "Can publish as a small fix"),
            ("set_embargo", "Can set and lift an embargo"),
            ("take_down", "Can take down everywhere"),
            ("restore", "Can restore what was taken down"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["page_id"],
                condition=Q(generation__isnull=True),
                name="newswire_intent_one_waiting",
            ),
        ]
        indexes = [models.Index(fields=["page_id", "generation"], name="newswire_intent_page")]

    def keeps_down(self, page: Any | None) -> bool:
        """Of the last that was meant with a page (None: deleted): is it a takedown, and does it stand still?

        It does until the page is published again, or somebody restores it, which is meant after it.
        """
        published = page.last_published_at if page is not None else None
        published_since = published is not None and published > self.created_at
        return self.kind == self.Kind.TAKE_DOWN and not published_since


class LanguageSet(models.Model):
    """What Newswire knows of a set of language versions beyond Wagtail's translation key."""

    key = models.UUIDField(primary_key=True)  # Wagtail's translation_key
    # The language of the member marked "this is the full version"; empty: none.
    full_lang = models.CharField(max_length=100, blank=True)

    class Meta:
        default_permissions = ()


class OutsideVersion(models.Model):
    """A language version that stands on another site."""

    set = models.ForeignKey(LanguageSet, on_delete=models.CASCADE, related_name="outside_versions")
    lang = models.CharField(max_length=100)
    url = models.URLField(max_length=2000)
    title = models.CharField(max_length=255, blank=True)
    site_name = models.CharField(max_length=255, blank=True)
    # Does that page link back by hreflang? null: not checked yet. hreflang is sent only if true.
    reciprocal = models.BooleanField(null=True)
    checked_at = models.DateTimeField(null=True)
    # What that page lacks, for a person to pass on: codes of `translating.reciprocity`.
    missing = models.JSONField(default=list, db_default=models.Value([], models.JSONField()))

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["set", "lang"], name="newswire_outside_version_one_a_language"),
        ]
