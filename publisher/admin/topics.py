"""Topics of a channel's filter: short names with commas between them, as pages' documents have them."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.text import slugify
from django.utils.translation import gettext_lazy as _

from newswire.publisher.models import Publication

LOOKED_AT = 5000  # publications, the latest: enough to offer what is in use
OFFERED = 50


def known_topics() -> list[str]:
    """Topics of what was announced lately, in the order of the alphabet."""
    recent = Publication.objects.order_by("-pk").values_list("topics", flat=True)
    return sorted({topic for topics in recent[:LOOKED_AT] for topic in topics})


class TopicsField(forms.Field):
    """A JSON list of slugs, written with commas."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.help_text = _("Empty: all of them. Several with commas between them: economy, sport.")

    @property
    def known(self) -> list[str]:
        return self._known

    @known.setter
    def known(self, topics: list[str]) -> None:
        self._known = topics
        if topics:
            in_use = _("In use: %(topics)s.") % {"topics": ", ".join(topics[:OFFERED])}
            self.help_text = f"{self.help_text} {in_use}"

    def prepare_value(self, value: Any) -> Any:
        return value if value is None or isinstance(value, str) else ", ".join(value)

    def to_python(self, value: Any) -> list[str]:
        written = str(value or "").replace(";", ",").split(",")
        return list(dict.fromkeys(slug for one in written if (slug := slugify(one, allow_unicode=True))))

    def validate(self, value: list[str]) -> None:
        """Any topic may be asked for: its first page may be still to come."""

    def run_validators(self, value: Iterable[str]) -> None:
        pass

    def has_changed(self, initial: Any, data: Any) -> bool:
        return list(initial or ()) != self.to_python(data)
