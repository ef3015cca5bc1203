from django.contrib.contenttypes.models import ContentType
from django.db import models


class Change(models.Model):
    """Something that pages show was changed, and they have not been told yet.

    Only ever inserted and deleted: an editor's transaction that notes a change waits for nobody.
    """

    content_type = models.ForeignKey(ContentType, on_delete=models.CASCADE, related_name="+", db_index=False)
    object_id = models.CharField(max_length=255)  # as in Wagtail's ReferenceIndex
    # Pages that no reference will name later: the object is deleted, or they are its language versions.
    page_ids = models.JSONField(default=list)
    # Noted before the object is saved; if its process dies before it says so, the change counts then.
    due_at = models.DateTimeField()

    class Meta:
        default_permissions = ()
        indexes = [models.Index(fields=["due_at"], name="newswire_change_due")]
