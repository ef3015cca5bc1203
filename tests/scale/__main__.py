"""The translators' desk with very many articles: what opening it asks the database, and for how long.

python tests/services/postgres.py python -m scale [ARTICLES]    (in `tests`; 100,000 articles by default)
"""

import os
import sys
import time

import django

MOST = 1.0  # processor second of the database for one opening


def main(articles: int) -> int:
    os.environ["DJANGO_SETTINGS_MODULE"] = "scale.settings"
    django.setup()
    from django.core.management import call_command
    from django.test.utils import setup_test_environment

    from . import rows
    from .desk import open_all

    setup_test_environment()
    began = time.monotonic()
    call_command("migrate", verbosity=0)
    rows.make(articles)
    print(f"{articles} articles in {len(rows.LANGS)} languages, made in {time.monotonic() - began:.0f} s")
    return 1 if [one for one in open_all() if one > MOST] else 0


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1]) if len(sys.argv) > 1 else 100_000))
