from typing import Any

from django import forms
from django.core.exceptions import ObjectDoesNotExist
from django.utils.translation import gettext_lazy as _
from wagtail.images.forms import BaseImageForm

from newswire.cms.credits.fields import LONGEST_TEXT, LONGEST_URL
from newswire.cms.credits.models import PictureCredit
from newswire.cms.credits.readable import refuse_unreadable
from newswire.cms.credits.upload import read_from_file

PREFIX = "credit_"
COLUMNS = ("text", "url", "copyright", "licence", "not_needed")


class CreditImageForm(BaseImageForm):
    """The image form with the picture's credit in it: `WAGTAILIMAGES_IMAGE_FORM_BASE` names it."""

    credit_text = forms.CharField(
        label=_("Photo credit"),
        max_length=LONGEST_TEXT,
        required=False,
        help_text=_("Who is named beside the picture: a photographer, an agency."),
    )
    credit_url = forms.URLField(
        label=_("Credit address"), max_length=LONGEST_URL, required=False, assume_scheme="https"
    )
    credit_copyright = forms.CharField(label=_("Copyright notice"), max_length=LONGEST_TEXT, required=False)
    credit_licence = forms.CharField(label=_("Licence"), max_length=LONGEST_TEXT, required=False)
    credit_not_needed = forms.BooleanField(label=_("No credit needed"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if "file" in self.fields:
            refuse_unreadable(self.fields["file"])
        record = _record_of(self.instance)
        for column in COLUMNS if record else ():
            self.initial[PREFIX + column] = getattr(record, column)
        if record and record.from_file:
            self.fields["credit_text"].help_text = _("Read from the file.")

    def clean(self) -> dict[str, Any] | None:
        cleaned = super().clean()
        if self.cleaned_data.get("credit_not_needed") and self.cleaned_data.get("credit_text"):
            message = _("Either name somebody or tick “No credit needed”, not both.")
            self.add_error("credit_not_needed", message)
        return cleaned

    def save(self, commit: bool = True) -> Any:
        image = super().save(commit=commit)
        if commit:
            if "file" in self.changed_data and self.original_file:
                read_from_file(image)
            if self._is_typed():
                self._keep(image)
        return image

    def _is_typed(self) -> bool:
        """The multiple upload and the API submit forms without these fields: that clears nothing."""
        submitted = self.add_prefix("credit_text") in self.data
        return submitted and any(PREFIX + column in self.changed_data for column in COLUMNS)

    def _keep(self, image: Any) -> None:
        values = {column: self.cleaned_data[PREFIX + column] for column in COLUMNS}
        PictureCredit.objects.update_or_create(image=image, defaults=values | {"from_file": False})


def _record_of(image: Any) -> PictureCredit | None:
    try:
        return image.newswire_credit if image.pk else None
    except ObjectDoesNotExist:
        return None
