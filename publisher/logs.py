"""Log lines for people and for programs: the facts as `key=value` in the text and as fields of the record.

The keys are those of the spans (publisher/tracing.py): publication, event, channel, delivery, attempt,
outcome, error, status, traceparent. Ids and words of ours alone: never a secret, a body, an address or an
answer.
"""

import logging


def info(logger: logging.Logger, what: str, **facts: str | int | None) -> None:
    """One line at INFO; a formatter that writes JSON finds each fact under its key."""
    if logger.isEnabledFor(logging.INFO):
        told = {key: fact for key, fact in facts.items() if fact not in ("", None)}
        words = " ".join(f"{key}={fact}" for key, fact in told.items())
        logger.info("%s %s", what, words, extra=told, stacklevel=2)
