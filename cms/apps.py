from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class CmsConfig(AppConfig):
    name = "newswire.cms"
    label = "newswire_cms"
    verbose_name = _("Newswire newsroom")
    default_auto_field = "django.db.models.BigAutoField"
