"""Side by side: the source as it was translated, as it is now, and the version."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from newswire.publisher.languages.names import direction
from newswire.publisher.translating.changes import Change, Kind, rows
from newswire.publisher.translating.labels import label
from newswire.publisher.translating.refuse import check_page
from newswire.publisher.translating.source import kept_text, live_units
from newswire.publisher.translating.staleness import (
    State,
    before_the_last_change,
    confirm,
    minor_change,
    standing,
)
from newswire.publisher.translating.units import Unit, units
from newswire.publisher.word_by_word import Piece, pieces

from .pages import PageView, acting, done, page_of

WORDS = {
    Kind.CHANGED: (gettext_lazy("changed"), "edit"),
    Kind.ADDED: (gettext_lazy("added"), "plus"),
    Kind.REMOVED: (gettext_lazy("removed"), "bin"),
    Kind.MOVED: (gettext_lazy("moved"), "order"),
}


@dataclass(frozen=True)
class Line:
    """One unit: what it is called, what happened to it, and its three texts."""

    label: str
    marks: list[tuple[str, str]]  # (word, icon)
    then: Unit | None
    now: Unit | None
    pieces: list[Piece]
    mine: Unit | None

    @property
    def jump(self) -> str:
        """The place in the editor, as Wagtail names blocks and fields there."""
        if self.mine is not None and self.mine.block:
            return f"block-{self.mine.block}-section"
        unit = self.mine or self.now or self.then
        return f"panel-child-content-{unit.field}-section" if unit else ""


class CompareView(PageView):
    """Read-only but for one button: who may edit a sibling reads, who may edit this version confirms."""

    template_name = "newswire_publisher/translating/compare.html"
    page_title = gettext_lazy("Side by side")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        found = standing(self.page)
        context = super().get_context_data(**kwargs) | {"standing": found, "State": State}
        if found.source is None or found.state is State.SOURCE:
            return context
        origin = page_of(found.source.page_id)
        now = live_units(origin.pk)
        digest = found.comparison.digest if found.comparison and found.state is not State.NOT_COMPARED else ""
        then = kept_text(digest) if digest else None
        lines = _lines(origin, then if then is not None else now, now, _mine(self.page), found.head_only)
        return context | {
            "origin": origin,
            "origin_lang": origin.locale.language_code,
            "origin_dir": direction(origin.locale.language_code),
            "lines": lines,
            "changed": [line for line in lines if line.marks],
            "has_then": then is not None,
        }

    def post(self, request: HttpRequest, page_id: int) -> HttpResponse:
        def work() -> HttpResponse:
            check_page(self.page, request.user)
            confirm(self.page, request.user, request.POST.get("seen", ""))
            return done(request, self.page.pk, _("Noted: this version matches its source now."))

        return acting(self, work)


class MinorView(PageView):
    """The source's last change asks nothing of its versions."""

    template_name = "newswire_publisher/translating/minor.html"
    page_title = gettext_lazy("Minor change")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        found = standing(self.page)
        row = found.source if found.state is State.SOURCE else None
        then, head_only = before_the_last_change(row) if row else ([], False)
        lines = _lines(self.page, then, live_units(self.page.pk), [], head_only) if then else []
        return super().get_context_data(**kwargs) | {
            "row": row,
            "lines": [line for line in lines if line.marks],
        }

    def post(self, request: HttpRequest, page_id: int) -> HttpResponse:
        def work() -> HttpResponse:
            check_page(self.page, request.user)
            seen = (request.POST.get("then", ""), request.POST.get("now", ""))
            count = len(minor_change(self.page, request.user, seen))
            words = ngettext(
                "Noted. %(count)d version stays up to date.",
                "Noted. %(count)d versions stay up to date.",
                count,
            )
            return done(request, self.page.pk, words % {"count": count})

        return acting(self, work)


def _mine(page: Any) -> list[Unit]:
    """The version as its editor opens: with what was not published yet."""
    return units(page.get_latest_revision_as_object())


def _lines(
    origin: Any, then: Sequence[Unit], now: Sequence[Unit], mine: Sequence[Unit], head_only: bool
) -> list[Line]:
    model = type(origin.specific)
    partners = Partners(mine)
    found = []
    for was, is_now, changes in rows(then, now, head_only):
        unit = is_now or was
        assert unit is not None
        texts = (was.text if was else "", is_now.text if is_now else "")
        partner = partners.of(unit)
        found.append(
            Line(label(model, unit), [_mark(one) for one in changes], was, is_now, pieces(*texts), partner)
        )
    return found


class Partners:
    """The version's unit beside each of the source: by block id, else the next one of its type.

    A page made by hand has blocks with ids of its own.
    """

    def __init__(self, mine: Sequence[Unit]) -> None:
        self.by_key = {unit.key: unit for unit in mine}
        self.free = list(mine)

    def of(self, unit: Unit) -> Unit | None:
        same_type = (one for one in self.free if (one.field, one.kind) == (unit.field, unit.kind))
        found = self.by_key.get(unit.key) or next(same_type, None)
        if found in self.free:
            self.free.remove(found)
        return found


def _mark(change: Change) -> tuple[str, str]:
    word, icon = WORDS[change.kind]
    return str(word), icon
