"""The reference site: Wagtail with Newswire, set up by its environment."""

# Celery's custom: whoever loads the project has its app, so that the web's wake-ups go to its broker.
from newsroom.celery import app as celery_app

__all__ = ["celery_app"]
