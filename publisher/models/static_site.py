import json
import zlib
from typing import Any

from django.db import models

from .channels import Channel

INDEX = "/index.html"  # what a web server answers with for a folder


class StaticPage(models.Model):
    """What a static site shows of one publication: as it should be, whatever its storage holds by now."""

    channel = models.ForeignKey(
        Channel, on_delete=models.CASCADE, related_name="static_pages", db_index=False
    )
    publication = models.UUIDField()
    version = models.BigIntegerField(default=0)
    lang = models.CharField(max_length=100)
    set_id = models.UUIDField(null=True)
    # Its folder: "en/bridge-reopens". Null: gone; of those any number are unique.
    path = models.CharField(max_length=250, null=True)  # noqa: DJ001
    previous = models.JSONField(default=list)  # folders where it stood
    published_at = models.DateTimeField(null=True)
    modified_at = models.DateTimeField(null=True)
    digest = models.CharField(max_length=64, blank=True)  # of what was sent
    packed = models.BinaryField(
        null=True
    )  # `data` as it was sent, to be shown anew when what it links to moves
    teaser = models.JSONField(default=dict)  # all that lists and feeds say of it
    topics = models.JSONField(default=list)  # [{"slug": "space", "name": "Space", "lang": ""}]
    section = models.TextField(
        blank=True, default="", db_default=""
    )  # its title; a section is known by nothing else
    pictures = models.JSONField(default=dict)  # the file that stands for each address of the newsroom's

    class Meta:
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(fields=["channel", "publication"], name="newswire_static_page_one"),
            models.UniqueConstraint(fields=["channel", "path"], name="newswire_static_page_path"),
        ]

    @property
    def file(self) -> str:
        return f"{self.path}{INDEX}"

    @property
    def data(self) -> dict[str, Any]:
        """Raises ValueError where the page is gone."""
        if self.packed is None:
            raise ValueError(f"The page {self.publication} is gone.")
        found: dict[str, Any] = json.loads(zlib.decompress(bytes(self.packed)))
        return found

    @data.setter
    def data(self, data: dict[str, Any]) -> None:
        self.packed = zlib.compress(json.dumps(data, ensure_ascii=False).encode())


class StaticReference(models.Model):
    """What a static page names: a publication by its uuid, or a picture by its path."""

    page = models.ForeignKey(StaticPage, on_delete=models.CASCADE, related_name="references", db_index=False)
    channel = models.ForeignKey(Channel, on_delete=models.CASCADE, related_name="+", db_index=False)
    name = models.CharField(max_length=100)

    class Meta:
        default_permissions = ()
        constraints = [models.UniqueConstraint(fields=["page", "name"], name="newswire_static_reference_one")]
        indexes = [models.Index(fields=["channel", "name"], name="newswire_static_reference_name")]


class StaticFile(models.Model):
    """A file that stands in a site's storage, or may: its row is there before it, and goes after it."""

    class Kind(models.TextChoices):
        PAGE = "page"
        REDIRECT = "redirect"
        LISTING = "listing"
        PICTURE = "picture"

    channel = models.ForeignKey(
        Channel, on_delete=models.CASCADE, related_name="static_files", db_index=False
    )
    path = models.CharField(max_length=300)
    kind = models.CharField(max_length=10, choices=Kind.choices)
    page = models.ForeignKey(StaticPage, null=True, on_delete=models.CASCADE, related_name="files")
    digest = models.CharField(max_length=64, blank=True)  # of its content; empty: not known to be there
    recipe = models.CharField(max_length=64, blank=True)  # of all that it was made from
    stale_at = models.DateTimeField(null=True)  # when it is old though nothing changes; null: never

    class Meta:
        default_permissions = ()
        constraints = [models.UniqueConstraint(fields=["channel", "path"], name="newswire_static_file_one")]
        indexes = [
            models.Index(fields=["channel", "kind"], name="newswire_static_file_kind"),
            models.Index(
                fields=["stale_at"],
                condition=models.Q(stale_at__isnull=False),
                name="newswire_static_file_stale",
            ),
        ]
