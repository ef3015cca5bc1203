from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class CmsConfig(AppConfig):
    name = "newswire.cms"
    label = "newswire_cms"
    verbose_name = _("Newswire newsroom")
    default_auto_field = "django.db.models.BigAutoField"
    # Told to the publisher's system check of setting names, where that app is installed.
    newswire_settings = ("NEWSWIRE_CACHE_SECONDS", "NEWSWIRE_CREDIT_RULE", "NEWSWIRE_HUBS")

    def ready(self) -> None:
        from django.apps import apps

        from newswire.blocks.candidates import register_candidates
        from newswire.cms import checks, related, remembered
        from newswire.cms.credits import upload
        from newswire.cms.suggestions import block
        from newswire.cms.translations import copying

        register_candidates(related.candidates)
        upload.connect()
        checks.connect()
        copying.connect()
        block.connect()
        remembered.connect()
        if apps.is_installed("wagtail.api.v3"):
            from newswire.cms.api import registered

            registered.connect()
