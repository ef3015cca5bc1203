"""The tests' settings for a worker in which pages render for ever, and a task of the host's waits."""

from settings import *  # noqa: F403

TEMPLATES[0]["OPTIONS"]["context_processors"].append("host.stuck.render_for_ever")  # type: ignore[index] # noqa: F405
CELERY_IMPORTS = ["host.stuck"]
