"""A few lines that tell people of an article: what mail and chat have in common."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Self

from django.template.loader import select_template
from django.utils import timezone, translation
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from newswire.publisher.profiles import cloudevents


@dataclass(frozen=True, slots=True)
class Notice:
    """Of one event, in the language of its article."""

    type: str  # "newswire.article.published.v1"
    source: str
    data: Mapping[str, Any]

    @classmethod
    def of(cls, body: bytes) -> Self:
        """Raises ValueError, KeyError or TypeError where the body is none of the format `cloudevents`."""
        envelope, data = cloudevents.read(body)
        return cls(envelope.type, envelope.source, data)

    @property
    def title(self) -> str:
        """In one line."""
        title = one_line(self.data.get("title", ""))
        return title or self._in_its_language(lambda: _("A test from the newsroom"))

    @property
    def url(self) -> str:
        return self.data.get("url") or self.source

    @property
    def summary(self) -> str:
        """In one line."""
        return one_line(self.data.get("summary", ""))

    def text(self, name: str, **instead: str) -> str:
        """By the template `newswire_publisher/<name>/notice.<language>.txt`, else `notice.txt`.

        `instead`: values of its context in place of the article's.
        """
        folder = f"newswire_publisher/{name}"
        template = select_template([f"{folder}/notice.{self.data['lang']}.txt", f"{folder}/notice.txt"])
        return self._in_its_language(lambda: template.render(self._context() | instead)).strip() + "\n"

    def _in_its_language(self, write: Callable[[], str]) -> str:
        with translation.override(self.data["lang"] or None):
            return write()

    def _context(self) -> dict[str, Any]:
        until = self.data.get("embargoUntil")
        return {
            "data": self.data,
            "title": self.title,
            "url": self.url,
            "summary": self.summary,
            "authors": ", ".join(author["name"] for author in self.data.get("authors", ())),
            "embargo": _("Under embargo until %(time)s") % {"time": _moment(until)} if until else "",
        }


def one_line(text: str) -> str:
    """Without line breaks and control characters: they would end a header, or hide what follows."""
    return " ".join("".join(c if c.isprintable() else " " for c in text).split())


def _moment(text: str) -> str:
    return date_format(timezone.localtime(datetime.fromisoformat(text)), "DATETIME_FORMAT")
