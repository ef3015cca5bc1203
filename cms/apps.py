from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class CmsConfig(AppConfig):
    name = "newswire.cms"
    label = "newswire_cms"
    verbose_name = _("Newswire newsroom")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from newswire.blocks.candidates import register_candidates
        from newswire.cms import related
        from newswire.cms.credits import upload
        from newswire.cms.translations import copying

        register_candidates(related.candidates)
        upload.connect()
        copying.connect()
