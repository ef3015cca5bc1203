"""The test site with wagtail-localize in the place of simple_translation."""

from settings import *  # noqa: F403
from settings import INSTALLED_APPS as PLAIN

OTHERS = ("wagtail.contrib.simple_translation", "wagtail.locales")
INSTALLED_APPS = [
    "wagtail_localize",
    "wagtail_localize.locales",
    *(app for app in PLAIN if app not in OTHERS),
]
