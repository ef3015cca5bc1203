from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class PagesConfig(AppConfig):
    name = "newswire.cms.pages"
    label = "newswire_pages"
    verbose_name = _("Newswire pages")
    default_auto_field = "django.db.models.BigAutoField"
