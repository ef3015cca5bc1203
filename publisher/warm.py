"""What each child of a worker would load for itself in the midst of its first page."""

from django.conf import settings

from . import languages
from .dispatch import release


def load() -> None:
    """Before a worker that renders forks."""
    release.release()  # reads all of the project's code
    languages.direction(settings.LANGUAGE_CODE)  # Babel's data of all languages
