"""One form for each transport: the common one, and what only this kind of channel is asked."""

from functools import lru_cache
from typing import Any

from django import forms
from django.core.validators import validate_email
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, HelpPanel, MultiFieldPanel, ObjectList, Panel

from newswire.publisher import transports
from newswire.publisher.models import Channel
from newswire.publisher.transports import email

from .channel_form import ChannelForm

FOLDED = "collapsed"
WANTS = ("languages", "page_types", "sections", "topics", "event_types")
MORE = ("address_pattern", "preview_address", "trusted", "for_operators")
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
            self.add_error("content_type", _("Only the format cloudevents can be sent as that."))
        return cleaned


class BatchForm(ChannelForm):
    """A kind that writes what it sends by itself: nothing is asked of formats, nor how many at a time."""

    left_out = ("event_types", "format", "mode", "cap", "address_pattern", "preview_address")


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
FORMS: dict[str, type[ChannelForm]] = {"webhook": WebhookForm, "email": EmailForm}
LABELS: dict[str, Promise] = {"webhook": _("Webhook"), "email": _("Mail")}


def offered() -> list[tuple[str, Promise | str]]:
    """Transports that a channel can be made of, with their names on the screen."""
    return [(name, LABELS.get(name, name)) for name in transports.names()]


@lru_cache
def edit_handler(transport: str) -> ObjectList:
    batched = transport in transports.names_batched()
    form_class = FORMS.get(transport, BatchForm if batched else ChannelForm)
    handler = ObjectList(
        [
            FieldPanel("name"),
            FieldPanel("address"),
            HelpPanel(template="newswire_publisher/admin/channels/as_you_type.html"),
            _group(_("What it gets"), *_asked(form_class, *WANTS)),
            _sending(transport, form_class),
            _group(_("More"), *_asked(form_class, *MORE)),
        ],
        base_form_class=form_class,
    )
    return handler.bind_to_model(Channel)


def _sending(transport: str, form_class: type[ChannelForm]) -> MultiFieldPanel:
    can = transports.get(transport)
    order = ("order",) if can.supports_order_every else ()
    names = _asked(form_class, "format", "mode", "fallback", *order, "cap", "rate_per_minute")
    return _group(_("How it is sent"), *names, more=form_class.option_panels)


def _asked(form_class: type[ChannelForm], *names: str) -> list[str]:
    return [name for name in names if name not in form_class.left_out]


def _group(heading: Promise, *names: str, more: tuple[Panel, ...] = ()) -> MultiFieldPanel:
    panels = [*(FieldPanel(name) for name in names), *(panel.clone() for panel in more)]
    return MultiFieldPanel(panels, heading=heading, classname=FOLDED)
