from django.db import models

from .channels import Channel


class Certificate(models.Model):
    """That of a channel's site, as it was seen last."""

    channel = models.OneToOneField(
        Channel, primary_key=True, on_delete=models.CASCADE, related_name="certificate"
    )
    address = models.CharField(max_length=2000)  # the channel's, then
    asked_at = models.DateTimeField()
    ends_at = models.DateTimeField(null=True)  # null: it was not valid, or nobody answered
    refused = models.CharField(max_length=200, blank=True)  # why it was not valid, in OpenSSL's words

    class Meta:
        default_permissions = ()
