from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class IntakeConfig(AppConfig):
    name = "newswire.cms.intake"
    label = "newswire_intake"
    verbose_name = _("Newswire intake")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from . import schedule

        schedule.connect()
