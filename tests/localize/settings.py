"""The test site with wagtail-localize in place of Wagtail's own simple translation."""

from settings import *  # noqa: F403 - a settings module is all of its names
from settings import INSTALLED_APPS as PLAIN

INSTALLED_APPS = [
    "wagtail_localize",
    "wagtail_localize.locales",
    *(app for app in PLAIN if app not in {"wagtail.locales", "wagtail.contrib.simple_translation"}),
]
