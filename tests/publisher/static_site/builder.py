"""Batches, or a command, in a process of its own that stops when it has written so many files, to be killed.

`builder.py SETTINGS-AS-JSON DATABASE-NAME FILES [COMMAND ...]`; says "enough" when it stops.
"""

import itertools
import json
import os
import sys
import time
from pathlib import Path

TESTS = Path(__file__).resolve().parents[2]
sys.path[:0] = [str(TESTS), str(TESTS / "ns")]
os.environ["DJANGO_SETTINGS_MODULE"] = "settings"


def main(changes: dict[str, object], database: str, most: int, *command: str) -> None:
    from django.conf import settings

    settings.DATABASES["default"]["NAME"] = database
    for name, value in changes.items():
        setattr(settings, name, value)
    import django

    django.setup()
    from django.core.management import call_command

    from newswire.publisher.deliver import batches
    from newswire.publisher.static_site import files

    put, count = files.put, itertools.count()

    def counted(*arguments):
        if next(count) >= most:
            os.write(1, b"enough\n")  # at once: threads that print at a time mix their lines
            time.sleep(600)
        put(*arguments)

    files.put = counted
    if command:
        call_command(*command)
    else:
        batches.run(60)


if __name__ == "__main__":
    main(json.loads(sys.argv[1]), sys.argv[2], int(sys.argv[3]), *sys.argv[4:])
