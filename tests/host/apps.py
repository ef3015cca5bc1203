from django.apps import AppConfig


class HostConfig(AppConfig):
    """A host project's own app: page types that know nothing of Newswire."""

    name = "host"
    default_auto_field = "django.db.models.BigAutoField"
