from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class BlocksConfig(AppConfig):
    name = "newswire.blocks"
    label = "newswire_blocks"
    verbose_name = _("Newswire blocks")
    default_auto_field = "django.db.models.BigAutoField"
