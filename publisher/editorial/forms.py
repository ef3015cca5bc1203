"""The forms between an editor's click and what it does."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from newswire.publisher.languages.names import language_name

from .embargo import PAST
from .restore import Version

# As <input type="datetime-local"> sends it, in the user's time zone, which Wagtail has made the current one.
LOCAL = "%Y-%m-%dT%H:%M"
LONGEST = 1000


class CorrectionForm(forms.Form):
    note = forms.CharField(
        label=_("Correction note"),
        max_length=LONGEST,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("Readers see this: what was wrong, and what is right."),
    )


class EmbargoForm(forms.Form):
    until = forms.DateTimeField(
        label=_("Under embargo until"),
        input_formats=[LOCAL, f"{LOCAL}:%S"],
        widget=forms.DateTimeInput(format=LOCAL, attrs={"type": "datetime-local"}),
    )
    ahead = forms.BooleanField(
        label=_("Send ahead to trusted sites, with the time"),
        required=False,
        help_text=_("They get what is published under embargo at once. All others get nothing before."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        zone = timezone.get_current_timezone_name()
        self.fields["until"].help_text = _("In your time zone, %(zone)s.") % {"zone": zone}

    def clean_until(self) -> datetime:
        until: datetime = self.cleaned_data["until"]
        if until <= timezone.now():
            raise ValidationError(PAST)
        return until


class TakeDownForm(forms.Form):
    reason = forms.CharField(
        label=_("Reason"),
        max_length=LONGEST,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Sent to every site with the withdrawal, and kept in the history."),
    )


class RestoreForm(forms.Form):
    pages = forms.MultipleChoiceField(
        label=_("Language versions to publish again"), widget=forms.CheckboxSelectMultiple
    )

    def __init__(self, *args: Any, versions: Sequence[Version], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [(str(one.page.pk), _label(one)) for one in versions]
        self.fields["pages"].choices = choices  # type: ignore[attr-defined]  # a Field to the stubs
        self.initial["pages"] = [str(one.page.pk) for one in versions if one.is_proposed]


def _label(version: Version) -> str:
    page = version.page
    language = language_name(page.locale.language_code, get_language() or "en")
    name = f"{page.get_admin_display_title()} ({language})"
    if version.changed:
        why = _("saved again since it was taken down, look at it first")
    elif not version.was_live:
        why = _("was not public")
    else:
        return name
    return f"{name}: {why}"
