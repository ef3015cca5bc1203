"""One form for each transport: the common one, and what only this kind of channel is asked."""

from typing import Any, ClassVar

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel
from wagtail.coreutils import get_content_languages

from newswire.publisher import addresses, static_site, transports
from newswire.publisher.models import Channel
from newswire.publisher.transports import chat, email, indexnow, websub

from .channel_form import ChannelForm

CONTENT_TYPES = ("application/json", "application/cloudevents+json")


class WebhookForm(ChannelForm):
    content_type = forms.ChoiceField(
        label=_("Content type"),
        choices=[(name, name) for name in CONTENT_TYPES],
        initial=CONTENT_TYPES[0],
        required=False,
        help_text=_("The bytes are the same either way."),
    )
    option_fields = ("content_type",)
    option_panels = (FieldPanel("content_type"),)

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean()
        is_cloudevent = cleaned.get("format") == "cloudevents"
        if cleaned.get("content_type") == CONTENT_TYPES[1] and not is_cloudevent:
            self.add_error("content_type", _("Only the format CloudEvents can be sent as that."))
        return cleaned


class BatchForm(ChannelForm):
    """A kind that writes what it sends by itself: nothing is asked of formats, nor how many at a time."""

    left_out: ClassVar[tuple[str, ...]] = (
        "event_types",
        "format",
        "mode",
        "cap",
        "address_pattern",
        "preview_address",
        "for_operators",
    )


class ChatForm(BatchForm):
    """The address is kept sealed; the channel shows the service's name in its place."""

    service = None
    address = forms.CharField(
        label=_("Address of the service"),
        max_length=2000,
        required=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "off"}),
        help_text=_("As Apprise writes it: slack://…, tgram://…. Not shown again; empty: unchanged."),
    )

    def clean_address(self) -> str:
        url = str(self.cleaned_data["address"]).strip()
        if not url and self.instance.address:
            return self.instance.address
        self.service = chat.service_of(url) if url else None
        if self.service is None:
            raise ValidationError(_("No service is known by an address like this."))
        if reasons := chat.refused_host(self.service):
            raise ValidationError(reasons)
        return str(self.service.service_name)

    @property
    def has_new_address(self) -> bool:
        return self.service is not None

    def save(self, commit: bool = True) -> Channel:
        channel = super().save(commit)
        if self.service is not None:
            chat.seal_address(channel, self.data["address"].strip())
        return channel


class PublicForm(BatchForm):
    """Tells others to look at public addresses: an embargoed page has none."""

    left_out = (*BatchForm.left_out, "trusted")


class IndexNowForm(PublicForm):
    address = forms.CharField(label=_("Address of the search engine"), max_length=2000, widget=forms.URLInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial["address"] = self.instance.address or indexnow.ENDPOINT

    def save(self, commit: bool = True) -> Channel:
        self.instance.options = indexnow.with_key(self.instance.options)
        return super().save(commit)


class WebSubForm(PublicForm):
    address = forms.CharField(label=_("Address of the hub"), max_length=2000, widget=forms.URLInput)
    feeds = forms.CharField(
        label=_("Feeds"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("One address in a line. Empty: the feeds of “All news” that an article belongs to."),
    )
    option_fields = ("feeds",)
    option_panels = (FieldPanel("feeds"),)

    def clean_feeds(self) -> str:
        found = websub.listed(self.cleaned_data["feeds"])
        if reasons := [reason for url in found for reason in addresses.check_address(url, resolve=False)]:
            raise ValidationError(reasons)
        return "\n".join(found)


class StorageForm(PublicForm):
    """A site in a storage that the settings name; each site has a storage for itself."""

    left_out = (*PublicForm.left_out, "fallback")
    checked = (*PublicForm.checked, "storage", "titles")
    address = forms.CharField(
        label=_("Address of the site"),
        max_length=2000,
        widget=forms.URLInput,
        help_text=_("Where readers find what is in the storage: https://news.example.org/"),
    )
    storage = forms.CharField(
        label=_("Storage"),
        widget=forms.Select,
        help_text=_("By its name in the setting STORAGES, where your administrator adds one."),
    )
    titles = forms.CharField(
        label=_("Titles"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("One in a line, after its language: “en: The Daily”. Without one, the name."),
    )
    per_page = forms.IntegerField(
        label=_("Articles on a page"), min_value=5, max_value=100, initial=static_site.PER_PAGE
    )
    option_fields = ("storage", "titles", "per_page")
    asked_first = (FieldPanel("storage"), FieldPanel("titles"))
    option_panels = (FieldPanel("per_page"),)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [("", _("Choose a storage")), *((name, name) for name in static_site.offered())]
        self.fields["storage"].widget.choices = choices

    def clean_address(self) -> str:
        address = str(self.cleaned_data["address"]).strip()
        if reasons := addresses.check_address(address, resolve=False):
            raise ValidationError(reasons)
        if "?" in address or "#" in address:
            raise ValidationError(_("The address of a site has neither “?” nor “#”."))
        return addresses.to_ascii(address).rstrip("/") + "/"

    def clean_storage(self) -> str:
        name = self.cleaned_data["storage"]
        if refusal := static_site.refusal(self.instance, name):
            raise ValidationError(refusal)
        return name

    def clean_titles(self) -> str:
        text = self.cleaned_data["titles"]
        found = static_site.titles_in(text)
        if unread := [line for line in text.splitlines() if line.strip() and not static_site.titles_in(line)]:
            raise ValidationError(
                _("“%(line)s” is not a language, a colon and a title."), params={"line": unread[0]}
            )
        if unknown := sorted(set(found) - set(get_content_languages())):
            raise ValidationError(
                _("“%(lang)s” is no language of this newsroom."), params={"lang": unknown[0]}
            )
        return "\n".join(f"{lang}: {title}" for lang, title in found.items())


class EmailForm(BatchForm):
    address = forms.CharField(
        label=_("Mail addresses"),
        max_length=2000,
        help_text=_(
            "With commas between them. One mail goes out about an article, when it is first published."
        ),
    )

    def clean_address(self) -> str:
        found = email.addresses(self.cleaned_data["address"])
        for address in found:
            validate_email(address)
        return ", ".join(found)


# By transport. One that is not named here is asked what all of its kind are asked.
FORMS: dict[str, type[ChannelForm]] = {
    "webhook": WebhookForm,
    "email": EmailForm,
    "chat": ChatForm,
    "indexnow": IndexNowForm,
    "storage": StorageForm,
    "websub": WebSubForm,
}
LABELS: dict[str, Promise | str] = {
    "webhook": _("Webhook"),
    "email": _("Mail"),
    "chat": _("Chat and social networks"),
    "indexnow": "IndexNow",
    "storage": _("Site of files"),
    "websub": "WebSub",
}


def form_of(transport: str) -> type[ChannelForm]:
    batched = transport in transports.names_by_batch()
    return FORMS.get(transport, BatchForm if batched else ChannelForm)


def offered() -> list[tuple[str, Promise | str]]:
    """Transports that a channel can be made of, with their names on the screen."""
    return [(name, LABELS.get(name, name)) for name in transports.names()]
