from django.db import models
from django.utils import timezone

from .channels import Channel


class ChannelToken(models.Model):
    """What a downstream site shows to read its channel's feed. Only its digest is kept."""

    channel = models.ForeignKey(Channel, on_delete=models.CASCADE, related_name="tokens")
    digest = models.CharField(max_length=64, unique=True)  # SHA-256 of the token, in hex
    created_at = models.DateTimeField(default=timezone.now)
    revoked_at = models.DateTimeField(null=True)

    class Meta:
        default_permissions = ()


class PortalToken(models.Model):
    """What opens a channel's pages for its developers. Only its digest is kept; one at a time is valid."""

    channel = models.ForeignKey(Channel, on_delete=models.CASCADE, related_name="portal_tokens")
    digest = models.CharField(max_length=64, unique=True)  # SHA-256 of the token, in hex
    created_at = models.DateTimeField(default=timezone.now)
    revoked_at = models.DateTimeField(null=True)
    tested_at = models.DateTimeField(null=True)  # when a test was last asked for

    class Meta:
        default_permissions = ()
