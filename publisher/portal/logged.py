"""Django writes the address of every refused request into its log; here that address holds a token."""

import logging
import re

LOGGERS = ("django.request", "django.security.csrf", "django.server")
# Of the portal, and of a draft's address: three parts by django.core.signing.
TOKEN = re.compile(r"(/portal/nwp_)[\w-]+|(/drafts/)[\w.-]+(?::|%3A)[\w-]+(?::|%3A)[\w-]+")


class Masking(logging.Filter):
    def filter(self, record: logging.LogRecord) -> bool:
        text = record.getMessage()
        if TOKEN.search(text):
            record.msg, record.args = TOKEN.sub(r"\1\2...", text), None
        return True


_masking = Masking()


def connect() -> None:
    for name in LOGGERS:
        logging.getLogger(name).addFilter(_masking)
