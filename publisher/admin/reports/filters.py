"""By what the reports of sendings are narrowed."""

from typing import Any

import django_filters
from django.db.models import QuerySet
from django.forms import CheckboxSelectMultiple
from django.utils.translation import gettext_lazy as _
from wagtail.admin.filters import DateRangePickerWidget, WagtailFilterSet
from wagtail.coreutils import get_content_languages

from newswire.publisher.models import Channel, Delivery, Publication

MOST_PAGES = 500  # that a part of a headline may stand for


class OnPublications(WagtailFilterSet):
    """Of what points at a publication and a channel."""

    channel = django_filters.ModelMultipleChoiceFilter(
        label=_("Site or channel"), queryset=Channel.objects.order_by("name"), widget=CheckboxSelectMultiple
    )
    page = django_filters.CharFilter(label=_("Page: a part of its title, or its number"), method="of_page")
    language = django_filters.MultipleChoiceFilter(
        field_name="publication__lang",
        label=_("Language"),
        choices=lambda: list(get_content_languages().items()),
        widget=CheckboxSelectMultiple,
    )

    def of_page(self, rows: QuerySet, name: str, asked: str) -> QuerySet:
        asked = asked.strip()
        if asked.isdecimal() and len(asked) < 19:
            return rows.filter(publication__page_id=int(asked))
        found = Publication.objects.filter(title__icontains=asked).order_by("-pk")
        return rows.filter(publication__in=list(found.values_list("pk", flat=True)[:MOST_PAGES]))


class DeliveryFilters(OnPublications):
    state = django_filters.MultipleChoiceFilter(
        label=_("State"), choices=Delivery.State.choices, widget=CheckboxSelectMultiple
    )
    created_at = django_filters.DateFromToRangeFilter(label=_("Time"), widget=DateRangePickerWidget)

    class Meta:
        model = Delivery
        fields = ["channel", "page", "language", "state", "created_at"]

    def filter_queryset(self, queryset: QuerySet) -> QuerySet:
        found: QuerySet = super().filter_queryset(queryset)
        given: dict[str, Any] = self.form.cleaned_data
        if given.get("created_at") and not given.get("channel"):
            # The index on the time begins with the channel.
            found = found.filter(channel__in=list(Channel.objects.values_list("pk", flat=True)))
        return found


class CopyFilters(OnPublications):
    class Meta:
        model = Delivery
        fields = ["channel", "page", "language"]
