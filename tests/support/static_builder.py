"""A process that builds static sites, and is killed half way."""

import json
import subprocess
import sys
from datetime import timedelta
from pathlib import Path
from typing import Any

from django.db import connection
from django.utils import timezone

from newswire.publisher.deliver import losses
from newswire.publisher.models import Delivery, Lane

BUILDER = Path(__file__).parents[1] / "publisher" / "static_site" / "builder.py"


def killed_after(files: int, changes: dict[str, Any], *command: str) -> None:
    """By `kill -9`, when it has written so many files; its leases are over then."""
    database = str(connection.settings_dict["NAME"])
    arguments = [sys.executable, str(BUILDER), json.dumps(changes), database, str(files), *command]
    process = subprocess.Popen(arguments, stdout=subprocess.PIPE, text=True)
    assert process.stdout is not None
    try:
        assert "enough\n" in iter(process.stdout.readline, ""), "it ended by itself"
    finally:
        process.kill()
        process.wait()
    Delivery.objects.filter(leased_until__isnull=False).update(
        leased_until=timezone.now() - timedelta(seconds=1)
    )
    Lane.objects.update(hold_until=None)
    losses.take_back()
