"""The test site in ten languages."""

from settings import *  # noqa: F403

LANGUAGES = WAGTAIL_CONTENT_LANGUAGES = [
    (code, code) for code in ("en", "fr", "de", "ar", "zh-hans", "es", "it", "pt-br", "ru", "lb")
]
LOGGING: dict = {}
