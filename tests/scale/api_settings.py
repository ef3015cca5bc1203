"""The reference site of `deploy/` on the database at hand, with Wagtail's own API beside its own."""

import os

os.environ |= {
    "DATABASE_URL": os.environ["NEWSWIRE_TEST_DATABASE_URL"],
    "CACHE_URL": os.environ["REDIS_URL"],
    "NEWSWIRE_VAR": os.environ["NEWSWIRE_TEST_VAR"],
    "SECRET_KEY": "only-for-tests",
    "WAGTAILADMIN_BASE_URL": "http://127.0.0.1",
    "LOG_LEVEL": "WARNING",
}

from newsroom.settings import *  # noqa: F403 - it reads them

ROOT_URLCONF = "scale.api_urls"
NEWSWIRE_CACHE_SECONDS = int(os.environ.get("SCALE_CACHE_SECONDS", 0))
