from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.images import get_image_model_string

from newswire.cms.credits.fields import LONGEST_TEXT, LONGEST_URL


class PictureCredit(models.Model):
    """Who is named beside a picture: one record beside an image of any image model."""

    image = models.OneToOneField(
        get_image_model_string(), on_delete=models.CASCADE, related_name="newswire_credit"
    )
    text = models.CharField(_("photo credit"), max_length=LONGEST_TEXT, blank=True)
    url = models.URLField(_("credit address"), max_length=LONGEST_URL, blank=True)
    copyright = models.CharField(_("copyright notice"), max_length=LONGEST_TEXT, blank=True)
    licence = models.CharField(_("licence"), max_length=LONGEST_TEXT, blank=True)
    not_needed = models.BooleanField(_("no credit needed"), default=False)
    # Nobody has typed here yet: what the file says may still take its place.
    from_file = models.BooleanField(_("read from the file"), default=False)

    class Meta:
        default_permissions = ()
        verbose_name = _("photo credit")
        verbose_name_plural = _("photo credits")

    def __str__(self) -> str:
        return self.text
