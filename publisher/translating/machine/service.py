"""What a translator is, and which one this newsroom has."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from django.core.exceptions import ImproperlyConfigured
from django.utils.module_loading import import_string

from newswire.publisher import conf


@dataclass(frozen=True)
class Phrase:
    text: str
    is_tagged: bool  # with elements like `<a id="2">`, which are to stand in the translation as well


class NotTranslated(Exception):
    """str(error) says why, in words that hold no secret. `again`: it may work later."""

    def __init__(self, words: str, again: bool = False) -> None:
        super().__init__(words)
        self.again = again


class Translator(Protocol):
    label: str  # for people: whose translation it is

    def translate(self, phrases: Sequence[Phrase], source: str, target: str) -> Sequence[str]:
        """One text for each phrase, in their order; languages are Django's codes ("zh-hans").

        Answers within 45 seconds, since a worker waits. Raises NotTranslated.
        """


def translator() -> Translator | None:
    """That of NEWSWIRE_MACHINE_TRANSLATOR; None: machine translation is off."""
    given = conf.get().machine_translator
    if not given:
        return None
    try:
        made: Translator = import_string(given["BACKEND"])(**given.get("OPTIONS", {}))
    except (ImportError, KeyError, TypeError, ValueError) as error:
        # Never the error's own text: it may repeat an option.
        raise ImproperlyConfigured(
            f"NEWSWIRE_MACHINE_TRANSLATOR cannot be used ({type(error).__name__}):"
            " BACKEND is a dotted path, OPTIONS are its arguments."
        ) from None
    return made
