"""The form of a site or channel: name and address are enough, the rest is folded."""

from typing import Any

import swapper
from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from wagtail.admin.forms.models import WagtailAdminModelForm
from wagtail.coreutils import get_content_languages
from wagtail.models import AbstractPage, Site

from newswire.publisher import addresses, channels
from newswire.publisher.channels.create import equip
from newswire.publisher.channels.page_types import all_page_types, default_page_types
from newswire.publisher.channels.wants import FILTERS
from newswire.publisher.models import Channel, Lane

MOST_SECTIONS = 200
LANE_FIELDS = ("cap", "rate_per_minute")


class Ticks(forms.MultipleChoiceField):
    """Tick boxes over a JSON list."""

    widget = forms.CheckboxSelectMultiple


class ChannelForm(WagtailAdminModelForm):
    name = forms.CharField(label=_("Name"), max_length=100)
    address = forms.CharField(
        label=_("Address"),
        max_length=2000,
        widget=forms.URLInput,
        help_text=_("Where the other site takes webhooks: https://example.org/hook"),
    )
    languages = Ticks(label=_("Languages"), required=False, help_text=_("None ticked: all of them."))
    page_types = Ticks(label=_("Page types"), required=False, help_text=_("None ticked: nothing is sent."))
    sections = Ticks(
        label=_("Parts of the site"), required=False, help_text=_("None ticked: the whole site.")
    )
    cap = forms.IntegerField(label=_("At a time"), min_value=1, max_value=100, initial=4)
    rate_per_minute = forms.IntegerField(
        label=_("At most per minute"), min_value=1, required=False, help_text=_("Empty: as fast as it goes.")
    )

    plain_secret = ""  # of a channel that was just made, to be shown once

    class Meta:
        model = Channel
        fields = (
            "name",
            "address",
            "languages",
            "page_types",
            "sections",
            "mode",
            "fallback",
            "order",
            "trusted",
            "for_operators",
            "address_pattern",
        )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["languages"].choices = list(get_content_languages().items())
        self.fields["page_types"].choices = [
            (model._meta.label_lower, str(model.get_verbose_name())) for model in all_page_types()
        ]
        self.fields["sections"].choices = section_choices()
        if self.instance._state.adding:
            self.initial["page_types"] = default_page_types()
        else:
            self.initial["sections"] = [str(key) for key in self.instance.sections]
            lane = self.instance.lane
            self.initial.update({name: getattr(lane, name) for name in LANE_FIELDS})

    def clean_address(self) -> str:
        address = str(self.cleaned_data["address"]).strip()
        if address != self.instance.address and (reasons := addresses.check_address(address)):
            raise ValidationError(reasons)
        return address

    def clean_languages(self) -> list[str]:
        """All ticked is stored as none: a language added later is then wanted too."""
        ticked = self.cleaned_data["languages"]
        return [] if len(ticked) == len(self.fields["languages"].choices) else ticked

    def clean_sections(self) -> list[int]:
        return [int(key) for key in self.cleaned_data["sections"]]

    def save(self, commit: bool = True) -> Channel:
        is_new = self.instance._state.adding
        channel: Channel = super().save(commit)
        lane = {name: self.cleaned_data[name] for name in LANE_FIELDS}
        if is_new:
            self.plain_secret = equip(channel, **lane)
        else:
            Lane.objects.filter(channel=channel).update(**lane)
            if set(FILTERS) & set(self.changed_data):
                channels.withdraw_unwanted(channel)
        return channel


def section_choices() -> list[tuple[str, str]]:
    """The upper parts of each site's tree that have pages below them: (page id, title)."""
    pages = swapper.load_model("wagtailcore", "Page").objects
    found = []
    for root in Site.get_site_root_paths():
        home = pages.filter(url_path=root.root_path).first()
        if home is not None:
            below = home.get_descendants().filter(depth__lte=home.depth + 2, numchild__gt=0)
            found += [
                (str(page.pk), _title(page, home, root.language_code)) for page in below[:MOST_SECTIONS]
            ]
    return found


def _title(page: AbstractPage, home: AbstractPage, language: str) -> str:
    return f"{'— ' * (page.depth - home.depth - 1)}{page.title} ({language})"
