"""The same site without the publisher: the bare limit for publishing, and for a worker's memory."""

from celery import Celery

from .settings import *  # noqa: F403

INSTALLED_APPS = [app for app in INSTALLED_APPS if app != "newswire.publisher"]  # noqa: F405
ROOT_URLCONF = "wagtail.admin.urls"

app = Celery("bare")
app.config_from_object("django.conf:settings", namespace="CELERY")
