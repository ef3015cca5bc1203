"""The tests' settings for a worker of a newsroom that is a WebSub hub."""

from settings import *  # noqa: F403

NEWSWIRE_HUB = True
NEWSWIRE_BASE_URL = "http://localhost"
NEWSWIRE_ALLOWED_HOSTS = ["127.0.0.1"]
