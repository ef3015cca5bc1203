from django.db import models


class KeptPicture(models.Model):
    """A file made of a picture that was replaced since: sites that show it are given time to be told."""

    image_id = models.CharField(max_length=64, db_index=True)  # a host's own image model may have any key
    name = models.CharField(max_length=255)  # in the storage of renditions
    until = models.DateTimeField(db_index=True)

    class Meta:
        default_permissions = ()

    def __str__(self) -> str:
        return self.name
