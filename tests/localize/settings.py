"""The test site with wagtail-localize in place of Wagtail's own simple translation."""

from settings import *  # noqa: F403 - a settings module is all of its names
from settings import INSTALLED_APPS as PLAIN
from settings import POSTGRES

if POSTGRES:  # beside the one of the tests that run these
    DATABASES = {"default": {**POSTGRES, "TEST": {"NAME": "test_newswire_localize"}}}

INSTALLED_APPS = [
    "wagtail_localize",
    "wagtail_localize.locales",
    *(app for app in PLAIN if app not in {"wagtail.locales", "wagtail.contrib.simple_translation"}),
]
