"""The site's own Celery app: `celery -A newsroom worker` and `celery -A newsroom beat`."""

import os

from celery import Celery

from newswire.publisher.schedule import BEAT_SCHEDULE, TASK_ROUTES

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "newsroom.settings")
app = Celery("newsroom")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.conf.beat_schedule = {**BEAT_SCHEDULE}
app.conf.task_routes = {**TASK_ROUTES}
app.autodiscover_tasks()
