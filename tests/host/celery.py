"""A host project's own Celery app, with the one line that README asks for."""

from celery import Celery

from newswire.publisher.schedule import BEAT_SCHEDULE

app = Celery("host")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()
app.conf.beat_schedule = {**BEAT_SCHEDULE}
