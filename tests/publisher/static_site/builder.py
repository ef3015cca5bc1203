"""Batches, or a command, in a process of its own: `builder.py SETTINGS-AS-JSON DATABASE-NAME [COMMAND ...]`.

Says "ready", and "file <path>" of each file that it has written.
"""

import json
import os
import sys
from pathlib import Path

TESTS = Path(__file__).resolve().parents[2]
sys.path[:0] = [str(TESTS), str(TESTS / "ns")]
os.environ["DJANGO_SETTINGS_MODULE"] = "settings"


def main(changes: dict[str, object], database: str, *command: str) -> None:
    from django.conf import settings

    settings.DATABASES["default"]["NAME"] = database
    for name, value in changes.items():
        setattr(settings, name, value)
    import django

    django.setup()
    from django.core.management import call_command

    from newswire.publisher.deliver import batches
    from newswire.publisher.static_site import files

    put = files.put

    def told(storage, path, content, content_type):
        put(storage, path, content, content_type)
        print("file", path, flush=True)

    files.put = told
    print("ready", flush=True)
    if command:
        call_command(*command)
    else:
        batches.run(60)


if __name__ == "__main__":
    main(json.loads(sys.argv[1]), *sys.argv[2:])
