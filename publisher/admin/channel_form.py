"""The form of a site or channel: name and address are enough, the rest is folded."""

from typing import Any, ClassVar

from django import forms
from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from wagtail.admin.forms.models import WagtailAdminModelForm
from wagtail.admin.panels import Panel
from wagtail.coreutils import get_content_languages

from newswire.publisher import addresses, channels, profiles
from newswire.publisher.channels.create import equip
from newswire.publisher.channels.page_types import all_page_types, default_page_types
from newswire.publisher.channels.wants import FILTERS
from newswire.publisher.models import Channel, Lane
from newswire.publisher.preview.fields import PreviewAddressField
from newswire.publisher.profiles.labels import label

from . import event_types
from .sections import section_choices
from .topics import TopicsField, known_topics

LANE_FIELDS = ("cap", "rate_per_minute")
# Changed by buttons and by a site's 410, while a form looks up a name for seconds: saving must not undo it.
STATE = ("state", "state_note", "started_at")


class Ticks(forms.MultipleChoiceField):
    """Tick boxes over a JSON list."""

    widget = forms.CheckboxSelectMultiple


class ChannelForm(WagtailAdminModelForm):
    """What every transport's form has; see transport_forms.py for what is added."""

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
    topics = TopicsField(label=_("Topics"), required=False)
    event_types = Ticks(
        label=_("When it is sent"),
        required=False,
        help_text=_("None ticked: at every change. What is taken off the site is always sent."),
    )
    preview_address = PreviewAddressField(
        label=_("Address that shows drafts"),
        required=False,
        help_text=_("Where that site shows a draft before it is published, with {token} in it."),
    )
    format = forms.ChoiceField(label=_("Format"), required=False)
    cap = forms.IntegerField(label=_("At a time"), min_value=1, max_value=100, initial=4)
    rate_per_minute = forms.IntegerField(
        label=_("At most per minute"),
        min_value=1,
        max_value=1_000_000,
        required=False,
        help_text=_("Empty: as fast as it goes."),
    )

    left_out: ClassVar[tuple[str, ...]] = ()  # fields that this kind is not asked
    option_fields: ClassVar[tuple[str, ...]] = ()  # kept in Channel.options, known to one transport alone
    asked_first: ClassVar[tuple[Panel, ...]] = ()  # beside name and address, without which it cannot be made
    option_panels: ClassVar[tuple[Panel, ...]] = ()
    checked: ClassVar[tuple[str, ...]] = ("name", "address")  # while they are typed

    class Meta:
        model = Channel
        fields = (
            "name",
            "address",
            "languages",
            "page_types",
            "sections",
            "topics",
            "event_types",
            "format",
            "mode",
            "fallback",
            "order",
            "trusted",
            "for_operators",
            "address_pattern",
            "preview_address",
        )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in self.left_out:
            self.fields.pop(name, None)
        self.fields["languages"].choices = list(get_content_languages().items())
        self.fields["page_types"].choices = [
            (model._meta.label_lower, str(model.get_verbose_name())) for model in all_page_types()
        ]
        self.fields["sections"].choices = section_choices()
        self.fields["topics"].known = known_topics()
        if "format" in self.fields:
            self.fields["format"].choices = [(name, label(name)) for name in profiles.formats()]
        if "event_types" in self.fields:
            self.fields["event_types"].choices = event_types.choices()
        self._check_as_you_type(*self.checked, "topics")
        if self.instance._state.adding:
            self.initial["page_types"] = default_page_types()
        else:
            self._show_what_is()

    def _check_as_you_type(self, *names: str) -> None:
        """By Wagtail's swap controller, which posts the form as it stands and shows what comes back."""
        which = [self.instance.transport, *([self.instance.pk] if self.instance.pk else [])]
        for name in names:
            self.fields[name].widget.attrs |= {
                "data-controller": "w-swap",
                "data-action": "input->w-swap#submitLazy",
                "data-w-swap-src-value": reverse("newswire_channels:check", args=which),
                "data-w-swap-target-value": "#newswire-as-you-type",
                "data-w-swap-wait-value": "500",
                "data-w-swap-defer-value": "true",
            }

    def _show_what_is(self) -> None:
        self.initial["sections"] = [str(key) for key in self.instance.sections]
        self.initial["event_types"] = event_types.names(self.instance.event_types)
        lane = self.instance.lane
        self.initial.update({name: getattr(lane, name) for name in LANE_FIELDS if name in self.fields})
        options = self.instance.options
        self.initial.update({name: options[name] for name in self.option_fields if name in options})

    def clean_name(self) -> str:
        """Whatever the case: two names that look the same could not be told apart in a report."""
        name = str(self.cleaned_data["name"]).strip()
        if Channel.objects.filter(name__iexact=name).exclude(pk=self.instance.pk).exists():
            raise ValidationError(_("There is a site or channel of this name already."))
        return name

    def clean_address(self) -> str:
        address = str(self.cleaned_data["address"]).strip()
        if address != self.instance.address and (reasons := addresses.check_address(address)):
            raise ValidationError(reasons)
        return address

    def clean_format(self) -> str:
        return self.cleaned_data["format"] or self.instance.format

    def clean_languages(self) -> list[str]:
        """All ticked is stored as none: a language added later is then wanted too."""
        ticked = self.cleaned_data["languages"]
        return [] if len(ticked) == len(self.fields["languages"].choices) else ticked

    def clean_sections(self) -> list[int]:
        return [int(key) for key in self.cleaned_data["sections"]]

    def clean_event_types(self) -> list[str]:
        return event_types.types(self.cleaned_data["event_types"])

    @property
    def has_new_address(self) -> bool:
        return bool(self.instance.address != self.initial["address"])

    def save(self, commit: bool = True) -> Channel:
        """In a transaction. Raises Channel.DoesNotExist for one that was deleted meanwhile."""
        is_new = self.instance._state.adding
        if not is_new:
            self.instance.refresh_from_db(
                fields=STATE, from_queryset=Channel.objects.select_for_update(no_key=True)
            )
        given = {name: self.cleaned_data[name] for name in self.option_fields if self.cleaned_data[name]}
        others = {
            name: value for name, value in self.instance.options.items() if name not in self.option_fields
        }
        self.instance.options = others | given
        channel: Channel = super().save(commit)
        lane = {name: self.cleaned_data[name] for name in LANE_FIELDS if name in self.fields}
        if is_new:
            equip(channel, **lane)
        else:
            Lane.objects.filter(channel=channel).update(**lane)
            if self.has_new_address:
                channels.start_afresh(channel)
            if set(FILTERS) & set(self.changed_data):
                channels.withdraw_unwanted(channel)
        return channel
