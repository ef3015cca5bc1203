"""What does not end by itself. Says in the folder STUCK that it has begun."""

import os
import time
from pathlib import Path

from celery import shared_task
from django.http import HttpRequest

HERE = Path(os.environ["STUCK"])


def render_for_ever(request: HttpRequest) -> dict[str, str]:
    (HERE / "renders").touch()
    while True:
        time.sleep(0.1)


@shared_task(name="stuck.wait")
def wait() -> None:
    """Until there is a file `go`."""
    (HERE / "waits").touch()
    while not (HERE / "go").exists():
        time.sleep(0.1)
    (HERE / "done").touch()
