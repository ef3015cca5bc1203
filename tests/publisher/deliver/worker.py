"""A pump in a process of its own: `python worker.py SECONDS SETTINGS-AS-JSON DATABASE-NAME`."""

import json
import os
import sys
import time
from pathlib import Path

TESTS = Path(__file__).resolve().parents[2]
sys.path[:0] = [str(TESTS), str(TESTS / "ns")]
os.environ["DJANGO_SETTINGS_MODULE"] = "settings"


def main(seconds: float, changes: dict[str, object], database: str) -> None:
    from django.conf import settings

    settings.DATABASES["default"]["NAME"] = database
    for name, value in changes.items():
        setattr(settings, name, value)
    import django

    django.setup()
    from newswire.publisher import deliver

    print("ready", flush=True)
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        deliver.run(1)
        time.sleep(0.02)


if __name__ == "__main__":
    main(float(sys.argv[1]), json.loads(sys.argv[2]), sys.argv[3])
