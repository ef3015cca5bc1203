"""NEWSWIRE_CREDIT_RULE: what a picture without a credit means when an article is published."""

from enum import StrEnum
from typing import Any

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured, ObjectDoesNotExist


class Rule(StrEnum):
    WARN = "warn"
    BLOCK = "block"
    OFF = "off"


def rule() -> Rule:
    """Raises ImproperlyConfigured for a word that is none of warn, block and off."""
    word = getattr(settings, "NEWSWIRE_CREDIT_RULE", Rule.WARN)
    try:
        return Rule(word)
    except ValueError:
        words = ", ".join(Rule)
        raise ImproperlyConfigured(f"NEWSWIRE_CREDIT_RULE is {word!r}; it is one of: {words}") from None


def lacks_credit(image: Any, override: str = "") -> bool:
    """Nobody is named, neither where the picture is used nor beside it, and somebody should be."""
    if override.strip():
        return False
    try:
        record = image.newswire_credit
    except ObjectDoesNotExist:
        return True
    return not (record.text or record.not_needed)
