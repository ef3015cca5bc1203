"""The test site with the clock of retries shortened: an hour of outages in a minute."""

from settings import *  # noqa: F403

ROOT_URLCONF = "chaos.web"
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "handlers": {"console": {"class": "logging.StreamHandler"}},
    "root": {"handlers": ["console"], "level": "WARNING"},
}

NEWSWIRE_DEADLINE = 4.0
# Longer in sum than any campaign: a receiver that is back is found by a retry, not by a person.
NEWSWIRE_RETRY_SCHEDULE = [0.5, 1, 2, *[4] * 300]
