import uuid

import swapper
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from newswire.publisher.models import SealedSecret


class IncomingSite(models.Model):
    """A newsroom elsewhere whose articles are taken in here."""

    class Mode(models.TextChoices):
        DRAFT = "draft", _("As drafts, for an editor to publish")
        LIVE = "live", _("Published at once")

    slug = models.SlugField(_("name in the address"), unique=True)
    name = models.CharField(_("name"), max_length=100)
    section = models.ForeignKey(
        swapper.get_model_name("wagtailcore", "Page"),
        verbose_name=_("section"),
        null=True,
        on_delete=models.SET_NULL,
        related_name="+",
        help_text=_("Articles in other languages go below its versions in those languages."),
    )
    mode = models.CharField(_("articles come"), max_length=10, choices=Mode.choices, default=Mode.DRAFT)
    active = models.BooleanField(_("on"), default=True)
    created_at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = _("incoming site")
        verbose_name_plural = _("incoming sites")

    def __str__(self) -> str:
        return self.name


class IncomingSecret(SealedSecret):
    """What the other newsroom signs with: made there, typed in here."""

    site = models.ForeignKey(IncomingSite, on_delete=models.CASCADE, related_name="secrets")

    class Meta:
        default_permissions = ()


class IncomingArticle(models.Model):
    """The latest state of one of their publications, and how far this site has followed it."""

    site = models.ForeignKey(IncomingSite, on_delete=models.CASCADE, related_name="articles")
    uuid = models.UUIDField(default=uuid.uuid4)  # the publication's, there
    set_id = models.UUIDField(null=True)  # of its language set, there
    linked_set = models.UUIDField(null=True)  # the set that the page's links here come of
    version = models.BigIntegerField()
    state = models.CharField(max_length=10)  # "live" or "gone"
    lang = models.CharField(max_length=20, blank=True)
    title = models.CharField(max_length=255, blank=True)
    url = models.CharField(max_length=2000, blank=True)  # there
    data = models.JSONField(default=dict)
    received_at = models.DateTimeField(default=timezone.now)

    followed = models.BigIntegerField(default=-1)  # the version that this site has come to
    page = models.ForeignKey(
        swapper.get_model_name("wagtailcore", "Page"), null=True, on_delete=models.SET_NULL, related_name="+"
    )
    fingerprint = models.CharField(max_length=64, blank=True)  # of what was last written into the page
    published = models.BooleanField(default=False)  # by us
    waits = models.BooleanField(default=False)  # an update is a draft, since someone here edited the page
    note = models.CharField(max_length=500, blank=True)
    tries = models.PositiveIntegerField(default=0)
    due_at = models.DateTimeField(default=timezone.now)

    class Meta:
        default_permissions = ()
        constraints = [models.UniqueConstraint(fields=["site", "uuid"], name="newswire_incoming_one")]
        indexes = [
            models.Index(
                fields=["due_at"], condition=Q(followed__lt=F("version")), name="newswire_incoming_due"
            ),
            models.Index(fields=["site", "-received_at"], name="newswire_incoming_log"),
        ]
