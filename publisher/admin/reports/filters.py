"""By what the reports of sendings are narrowed."""

from collections.abc import Sequence
from typing import Any

import django_filters
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.forms import CheckboxSelectMultiple, Form
from django.utils.translation import gettext_lazy as _
from wagtail.admin.filters import DateRangePickerWidget, WagtailFilterSet
from wagtail.coreutils import get_content_languages

from newswire.publisher.models import Channel, Copy, Delivery, Event, Publication
from newswire.publisher.reports import numbers

MOST_PAGES = 500  # that a part of a headline may stand for
MOST_SENDINGS = 10_000  # of those pages, the newest
MOST_BOXES = 50  # sites to tick; where there are more, they are looked for by name
MOST_SITES = 500  # that a part of a name may stand for


class SitesField(django_filters.fields.ModelMultipleChoiceField):
    def clean(self, value: Any) -> Any:
        """SQLite raises OverflowError for a number that no row can have."""
        for one in value or ():
            if str(one).isdecimal() and not _is_number(str(one)):
                raise ValidationError(self.error_messages["invalid_pk_value"], params={"pk": one})
        return super().clean(value)


class Sites(django_filters.ModelMultipleChoiceFilter):
    field_class = SitesField


class Filters(WagtailFilterSet):
    """Of what points at a publication and a channel.

    None of them makes a row come twice: `distinct` would sort all ten million for a page of fifty.
    """

    channel = Sites(
        label=_("Site or channel"),
        queryset=Channel.objects.order_by("name"),
        widget=CheckboxSelectMultiple,
        distinct=False,
    )
    site = django_filters.CharFilter(label=_("Site or channel: a part of its name"), method="of_site")
    page = django_filters.CharFilter(label=_("Page: a part of its title, or its number"), method="of_page")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._boxes = _boxes(self.data.getlist("channel") if self.data else ())
        if len(self._boxes) <= MOST_BOXES:
            del self.filters["site"]

    @property
    def form(self) -> Form:
        form: Form = super().form
        # Drawn are these; any other is accepted all the same, as from a link.
        form.fields["channel"].widget.choices = self._boxes[:MOST_BOXES]
        return form

    def of_site(self, rows: QuerySet, name: str, asked: str) -> QuerySet:
        found = Channel.objects.filter(name__icontains=asked.strip()).order_by("pk")
        return rows.filter(channel__in=list(found.values_list("pk", flat=True)[:MOST_SITES]))

    def of_page(self, rows: QuerySet, name: str, asked: str) -> QuerySet:
        asked = asked.strip()
        if _is_number(asked):
            found = Publication.objects.filter(page_id=int(asked))
        else:
            found = Publication.objects.filter(title__icontains=asked).order_by("-pk")
        return self.of_publications(rows, list(found.values_list("pk", flat=True)[:MOST_PAGES]))

    def of_publications(self, rows: QuerySet, publications: list[int]) -> QuerySet:
        return rows.filter(publication__in=publications)


def _is_number(text: str) -> bool:
    """One that a database takes."""
    return text.isdecimal() and len(text) < 19


def _boxes(ticked: Sequence[str]) -> list[tuple[int, str]]:
    """The ticked ones, then the first by name: one more than are shown, where there are more."""
    channels = Channel.objects.order_by("name").values_list("pk", "name")
    numbers = [int(one) for one in ticked[:MOST_BOXES] if _is_number(one)]
    chosen = list(channels.filter(pk__in=numbers)) if numbers else []
    return [*chosen, *channels.exclude(pk__in=numbers)[: MOST_BOXES + 1]]


def languages(field: str) -> django_filters.MultipleChoiceFilter:
    return django_filters.MultipleChoiceFilter(
        field_name=field,
        label=_("Language"),
        choices=lambda: list(get_content_languages().items()),
        widget=CheckboxSelectMultiple,
        distinct=False,
    )


class DeliveryFilters(Filters):
    # By way of their events: sendings have an index by event, and none that begins with the publication.
    language = languages("event__lang")
    state = django_filters.MultipleChoiceFilter(
        label=_("State"),
        choices=Delivery.State.choices,
        widget=CheckboxSelectMultiple,
        distinct=False,
    )
    created_at = django_filters.DateFromToRangeFilter(label=_("Time"), widget=DateRangePickerWidget)

    class Meta:
        model = Delivery
        fields = ["channel", "site", "page", "language", "state", "created_at"]

    def of_publications(self, rows: QuerySet, publications: list[int]) -> QuerySet:
        events = Event.objects.filter(publication__in=publications).values_list("sequence", flat=True)
        # As numbers: PostgreSQL would look for them from the newest sending backwards.
        sent = Delivery.objects.filter(event__in=list(events)).order_by("-event")
        return rows.filter(pk__in=list(sent.values_list("pk", flat=True)[:MOST_SENDINGS]))

    def filter_queryset(self, queryset: QuerySet) -> QuerySet:
        found: QuerySet = super().filter_queryset(queryset)
        if period := self.form.cleaned_data.get("created_at"):
            found = found.filter(numbers.between(period.start, period.stop))
        return found


class CopyFilters(Filters):
    language = languages("publication__lang")

    class Meta:
        model = Copy
        fields = ["channel", "site", "page", "language"]
