from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class PublisherConfig(AppConfig):
    name = "newswire.publisher"
    label = "newswire_publisher"
    verbose_name = _("Newswire publisher")
    default_auto_field = "django.db.models.BigAutoField"
