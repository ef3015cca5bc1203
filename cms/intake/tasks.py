from celery import shared_task

from newswire.publisher.tasks import WAKE_UP

from .schedule import TASK


@shared_task(name=TASK, **WAKE_UP)
def intake() -> None:
    """Turns what has arrived from other newsrooms into pages."""
    from .step import step

    step(8.0)
