"""The address's query: as filters, as the form that shows it again, as links to the next page."""

from collections.abc import Sequence
from typing import Any

import swapper
from django import forms
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from wagtail.admin.utils import get_user_display_name
from wagtail.admin.widgets import AdminPageChooser

from newswire.publisher.admin.topics import known_topics
from newswire.publisher.translating.desk import Cell, translators
from newswire.publisher.translating.filters import Filters

ME = "me"
MOST_TRANSLATORS = 200


class NarrowingForm(forms.Form):
    q = forms.CharField(
        label=_("Part of its title"), required=False, widget=forms.TextInput({"type": "search"})
    )
    section = forms.IntegerField(label=_("Section"), required=False, widget=AdminPageChooser())
    topic = forms.CharField(label=_("Topic"), required=False)
    author = forms.CharField(label=_("Author"), required=False)
    days = forms.IntegerField(
        label=_("Published in the last … days"), required=False, min_value=1, max_value=99999
    )
    translator = forms.ChoiceField(label=_("Translator"), required=False)

    def __init__(self, given: Any, user: Any) -> None:
        super().__init__(given, auto_id="newswire-%s", label_suffix="")
        self.topics = known_topics()
        self.fields["topic"].widget.attrs["list"] = "newswire-topics"
        others = [one for one in translators()[:MOST_TRANSLATORS] if one.pk != user.pk]
        self.fields["translator"].choices = [  # type: ignore[attr-defined]  # a Field to the stubs
            ("", _("Anyone")),
            (ME, _("Only mine")),
            *((str(one.pk), get_user_display_name(one)) for one in others),
        ]


class Narrowing:
    """What makes no sense in the address is left out."""

    def __init__(self, request: HttpRequest) -> None:
        self.given, self.user = request.GET, request.user
        self.section = _page(_number(request.GET.get("section")))
        # The chooser of pages asks the database for whatever it is given.
        known = {**request.GET.dict(), "section": self.section.pk if self.section else ""}
        self.form = NarrowingForm(known, request.user)
        self.form.is_valid()
        self.page = max(_number(request.GET.get("p")) or 1, 1)

    def filters(self) -> Filters:
        known = self.form.cleaned_data
        return Filters(
            query=known.get("q", ""),
            topic=known.get("topic", ""),
            days=known.get("days"),
            author=known.get("author", ""),
            section=self.section.path if self.section else "",
            translator=self.translator,
        )

    @property
    def is_further(self) -> bool:
        """By more than a part of the title: then the form shows by what."""
        return any(value for name, value in self.form.cleaned_data.items() if name != "q")

    @property
    def translator(self) -> Any | None:
        """The key of a user, of whatever kind that is in the project, or its text."""
        chosen = self.form.cleaned_data.get("translator")
        return self.user.pk if chosen == ME else chosen or None

    @property
    def translator_name(self) -> str:
        """As the form calls them; empty for the person themselves, and for anyone."""
        chosen = self.form.cleaned_data.get("translator") or ME
        field: Any = self.form.fields["translator"]
        return "" if chosen == ME else str(dict(field.choices)[chosen])

    def states(self, allowed: Sequence[Cell]) -> list[Cell]:
        return [state for state in allowed if state in self.given.getlist("state")]

    def address(self, page: int) -> str:
        query = self.given.copy()
        query["p"] = str(page)
        return f"?{query.urlencode()}"

    @property
    def next(self) -> str:
        return self.address(self.page + 1)

    @property
    def previous(self) -> str:
        return self.address(self.page - 1) if self.page > 1 else ""

    @property
    def as_query(self) -> str:
        return self.given.urlencode()


def _number(text: str | None) -> int | None:
    return int(text) if text and text.isdecimal() and len(text) < 10 else None


def _page(page_id: int | None) -> Any:
    pages = swapper.load_model("wagtailcore", "Page").objects
    return pages.filter(pk=page_id, depth__gt=1).first() if page_id else None
