"""Runs Python in a process of its own, on the database of the running test, so that it can be killed."""

import os
import subprocess
import sys
import textwrap

from django.db import connection

PRELUDE = """
import os, signal, sys
import django
from django.conf import settings
settings.DATABASES["default"]["NAME"] = os.environ["NEWSWIRE_TEST_DATABASE_NAME"]
django.setup()
def die(*args, **kwargs):
    os.kill(os.getpid(), signal.SIGKILL)
"""


def run(code: str, seconds: float = 60) -> int:
    """The exit code; -9 where the code called `die()`, which is `kill -9`."""
    environment = {
        **os.environ,
        "NEWSWIRE_TEST_DATABASE_NAME": str(connection.settings_dict["NAME"]),
        "PYTHONPATH": os.pathsep.join(path for path in sys.path if path),
    }
    script = PRELUDE + textwrap.dedent(code)
    done = subprocess.run(
        [sys.executable, "-c", script], env=environment, timeout=seconds, check=False, capture_output=True
    )
    if done.returncode not in (0, -9):
        raise AssertionError(done.stderr.decode())
    return done.returncode
