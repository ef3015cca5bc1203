"""What to send to one channel though nothing changed: what, of when, in which languages."""

import hashlib
from datetime import timedelta
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail.admin.widgets import AdminDateTimeInput
from wagtail.coreutils import get_content_languages

from newswire.publisher.admin.channel_form import Ticks
from newswire.publisher.admin.sections import section_choices
from newswire.publisher.jobs import Scope
from newswire.publisher.models import Job

KINDS = [
    (Job.Kind.BACKFILL.value, _("What is published and was never sent to it")),
    (Job.Kind.REPLAY.value, _("Again what it was sent before, as it is now")),
]
MONTH, ALL, RANGE = "month", "all", "range"
PERIODS = [(MONTH, _("The last 30 days")), (ALL, _("Everything")), (RANGE, _("From … until …"))]


class SendForm(forms.Form):
    kind = forms.ChoiceField(label=_("What"), choices=KINDS, widget=forms.RadioSelect, initial=KINDS[0][0])
    period = forms.ChoiceField(label=_("Of when"), choices=PERIODS, widget=forms.RadioSelect, initial=MONTH)
    since = forms.DateTimeField(label=_("From"), required=False, widget=AdminDateTimeInput)
    until = forms.DateTimeField(label=_("Until"), required=False, widget=AdminDateTimeInput)
    languages = Ticks(label=_("Languages"), required=False, help_text=_("None ticked: all that it gets."))
    sections = Ticks(
        label=_("Parts of the site"), required=False, help_text=_("None ticked: all that it gets.")
    )
    per_minute = forms.IntegerField(
        label=_("Pages per minute"), min_value=1, max_value=100_000, required=False,
        help_text=_("Empty: as the settings say. Fresh news always goes first."),
    )  # fmt: skip

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fields: dict[str, Any] = self.fields
        fields["languages"].choices = list(get_content_languages().items())
        fields["sections"].choices = section_choices()

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        since, until = given.get("since"), given.get("until")
        if given.get("period") == RANGE:
            if not since and not until and not {"since", "until"} & set(self.errors):
                self.add_error("since", ValidationError(_("Say from when, or until when.")))
            if since and until and since >= until:
                self.add_error("until", ValidationError(_("This is before the beginning.")))
        elif since or until:
            words = _("Times are given: choose “From … until …”, or empty them.")
            self.add_error("period", ValidationError(words))
        return given

    @property
    def digest(self) -> str:
        """Of a valid form: of all that its numbers depend on."""
        return hashlib.sha256(repr(sorted(self.cleaned_data.items())).encode()).hexdigest()[:16]

    @property
    def scope(self) -> Scope:
        """Of a valid form."""
        given = self.cleaned_data
        since, until = (given["since"], given["until"]) if given["period"] == RANGE else (None, None)
        if given["period"] == MONTH:
            since = timezone.now() - timedelta(days=30)
        sections = tuple(int(key) for key in given["sections"])
        return Scope(since=since, until=until, languages=tuple(given["languages"]), sections=sections)
