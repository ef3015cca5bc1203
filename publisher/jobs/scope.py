"""Which pages a job is about, as it stands in `Job.scope`."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import swapper
from django.db.models import Q, QuerySet

from newswire.publisher.models import Publication


@dataclass(frozen=True)
class Scope:
    """What is not given narrows nothing."""

    since: datetime | None = None  # aware
    until: datetime | None = None
    languages: tuple[str, ...] = ()
    sections: tuple[int, ...] = ()  # page ids, each with its subtree
    publications: tuple[int, ...] = ()  # ids

    @classmethod
    def of(cls, plain: Mapping[str, Any]) -> "Scope":
        since, until = (plain.get(name) for name in ("since", "until"))
        return cls(
            since=datetime.fromisoformat(since) if since else None,
            until=datetime.fromisoformat(until) if until else None,
            languages=tuple(plain.get("languages", ())),
            sections=tuple(plain.get("sections", ())),
            publications=tuple(plain.get("publications", ())),
        )

    def plain(self) -> dict[str, Any]:
        """As JSON has it, without what is not given."""
        given = {
            "since": self.since.isoformat() if self.since else None,
            "until": self.until.isoformat() if self.until else None,
            "languages": list(self.languages),
            "sections": list(self.sections),
            "publications": list(self.publications),
        }
        return {name: value for name, value in given.items() if value}

    def within(self, field: str) -> Q:
        """The time range as a condition on a field; its end is not in it."""
        condition = Q()
        if self.since:
            condition &= Q(**{f"{field}__gte": self.since})
        if self.until:
            condition &= Q(**{f"{field}__lt": self.until})
        return condition

    def narrow(self, publications: QuerySet[Publication]) -> QuerySet[Publication]:
        """By all but the time, which means something else to each kind of job."""
        if self.publications:
            publications = publications.filter(pk__in=self.publications)
        if self.languages:
            publications = publications.filter(lang__in=self.languages)
        return publications.filter(below(self.sections)) if self.sections else publications


EVERYTHING = Scope()


def below(sections: Any) -> Q:
    """The pages of these sections, by the ids of their pages. One that is deleted holds none."""
    pages = swapper.load_model("wagtailcore", "Page").objects.filter(pk__in=list(sections))
    condition = Q(pk__in=[])
    for path in pages.values_list("path", flat=True):
        condition |= Q(tree_path__startswith=path)
    return condition
