from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class PublisherConfig(AppConfig):
    name = "newswire.publisher"
    label = "newswire_publisher"
    verbose_name = _("Newswire publisher")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from django.utils.module_loading import autodiscover_modules

        from . import broker, capture, celery_signals, checks, dependents, kept_pictures, storage_checks
        from .channels import remove
        from .editorial import hold
        from .portal import logged
        from .translating import copies, guard

        capture.connect()
        remove.connect()
        hold.connect()
        dependents.connect()
        logged.connect()
        kept_pictures.connect()
        autodiscover_modules("publishing")  # found like `wagtail_hooks.py` is
        broker.note_host_app()
        celery_signals.connect()
        checks.connect()
        storage_checks.connect()
        copies.connect()
        guard.connect()
