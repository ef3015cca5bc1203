"""The same site without the publisher: the bare limit for publishing, and for a worker's memory."""

from celery import Celery

from .settings import *  # noqa: F403

# Intake of articles stands on the publisher, and goes with it.
OURS = {"newswire.publisher", "newswire.cms.intake"}
INSTALLED_APPS = [app for app in INSTALLED_APPS if app not in OURS]  # noqa: F405
ROOT_URLCONF = "wagtail.admin.urls"

app = Celery("bare")
app.config_from_object("django.conf:settings", namespace="CELERY")
