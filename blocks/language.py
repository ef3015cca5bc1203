from typing import Any

from wagtail.blocks import ChoiceBlock


class LanguageBlock(ChoiceBlock):
    """A language by its code, of `choices=language_choices`."""

    def normalize_choice(self, value: Any) -> Any:
        """As it is: codes are text, in JSON too. Wagtail would name and sort all languages for each value."""
        return value
