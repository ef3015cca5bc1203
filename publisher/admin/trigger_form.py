from typing import Any

from django.utils.translation import gettext_lazy as _
from wagtail.admin.forms.models import WagtailAdminModelForm
from wagtail.coreutils import get_content_languages

from newswire.publisher import secrets
from newswire.publisher.models import Trigger
from newswire.publisher.triggers.actions import LABELS

from .channel_form import Ticks
from .sections import section_choices


class TriggerForm(WagtailAdminModelForm):
    actions = Ticks(label=_("May do"))
    languages = Ticks(label=_("Languages"), required=False, help_text=_("None ticked: all of them."))
    sections = Ticks(
        label=_("Parts of the site"), required=False, help_text=_("None ticked: the whole site.")
    )

    class Meta:
        model = Trigger
        fields = ("name", "slug", "actions", "languages", "sections", "per_minute", "active")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["actions"].choices = list(LABELS.items())
        self.fields["languages"].choices = list(get_content_languages().items())
        self.fields["sections"].choices = section_choices()
        self.initial["sections"] = [str(key) for key in self.instance.sections]

    def clean_sections(self) -> list[int]:
        return [int(key) for key in self.cleaned_data["sections"]]

    def save(self, commit: bool = True) -> Trigger:
        is_new = self.instance._state.adding
        trigger: Trigger = super().save(commit)
        if is_new:
            secrets.make_secret(trigger)
        return trigger
