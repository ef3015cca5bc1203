from hashlib import sha256

from django.db import models


class Imported(models.Model):
    """What an import has brought in already, so that it can be run again and goes on where it ended.

    It stays when the page or picture is deleted: what an editor removed does not come back.
    """

    class Kind(models.TextChoices):
        ARTICLE = "article"  # origin: the item's guid; object: the page
        PICTURE = "picture"  # origin: its address; object: the image
        SET = "set"  # origin: the name of a set of translations; object: its translation key

    kind = models.CharField(max_length=10, choices=Kind.choices)
    # Origins are of any length: the digest is what is looked up.
    digest = models.CharField(max_length=64)
    origin = models.TextField()
    object_id = models.CharField(max_length=64)
    # Where an article stood, as a digest: links of later articles to it lead to its page.
    address_digest = models.CharField(max_length=64, blank=True, db_index=True)
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        default_permissions = ()
        constraints = [models.UniqueConstraint(fields=["kind", "digest"], name="newswire_imported_once")]

    def __str__(self) -> str:
        return f"{self.kind} {self.origin}"

    @classmethod
    def find(cls, kind: str, origin: str) -> str:
        """The object that came of this origin; empty if none did."""
        found = cls.objects.filter(kind=kind, digest=digest(origin)).values_list("object_id", flat=True)
        return found.first() or ""

    @classmethod
    def remember(cls, kind: str, origin: str, object_id: object, address: str = "") -> None:
        """Notes it, in place of what came of the same origin before."""
        values = {
            "origin": origin,
            "object_id": str(object_id),
            "address_digest": digest(address) if address else "",
        }
        cls.objects.update_or_create(kind=kind, digest=digest(origin), defaults=values)


def digest(text: str) -> str:
    return sha256(text.encode()).hexdigest()
