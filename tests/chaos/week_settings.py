"""Those of the campaign, with days of so many seconds: what is kept for two, and how often old rows go."""

import os

from chaos.settings import *  # noqa: F403
from newswire.publisher.schedule import BEAT_SCHEDULE

DAY = float(os.environ["NEWSWIRE_TEST_DAY"])
# Real days are whole; fractions of one do as well.
NEWSWIRE_KEEP_ATTEMPTS_DAYS = NEWSWIRE_KEEP_PAYLOADS_DAYS = 2 * DAY / 86_400
PRUNE = {**BEAT_SCHEDULE["newswire.prune"], "schedule": DAY / 12}
CELERY_BEAT_SCHEDULE = {**BEAT_SCHEDULE, "newswire.prune": PRUNE}
