from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class BlocksConfig(AppConfig):
    name = "newswire.blocks"
    label = "newswire_blocks"
    verbose_name = _("Newswire blocks")
    default_auto_field = "django.db.models.BigAutoField"
    # Told to the publisher's system check of setting names, where that app is installed.
    newswire_settings = ("NEWSWIRE_FULL_ARTICLE_SENTENCES", "NEWSWIRE_PICTURE_WIDTHS")
