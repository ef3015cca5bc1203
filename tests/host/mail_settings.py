"""The tests' settings, with a mail server that a test runs, and that has a minute for each mail."""

import os

from settings import *  # noqa: F403  a variant of the other one

EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
EMAIL_HOST, EMAIL_PORT = "127.0.0.1", int(os.environ["MAIL_PORT"])
EMAIL_TIMEOUT = 55
