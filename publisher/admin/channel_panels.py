"""What stands where in a channel's form: name and address on top, the rest folded in groups."""

from functools import lru_cache

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, HelpPanel, MultiFieldPanel, ObjectList, Panel

from newswire.publisher import transports
from newswire.publisher.models import Channel

from .channel_form import ChannelForm
from .transport_forms import form_of

FOLDED = "collapsed"
WANTS = ("languages", "page_types", "sections", "topics", "event_types")
MORE = ("address_pattern", "preview_address", "trusted", "for_operators")


@lru_cache
def edit_handler(transport: str) -> ObjectList:
    form_class = form_of(transport)
    handler = ObjectList(
        [
            FieldPanel("name"),
            FieldPanel("address"),
            *(panel.clone() for panel in form_class.asked_first),
            HelpPanel(template="newswire_publisher/admin/channels/as_you_type.html"),
            _group(_("What it gets"), *_asked(form_class, *WANTS)),
            _sending(transport, form_class),
            _group(_("More"), *_asked(form_class, *MORE)),
        ],
        base_form_class=form_class,
    )
    return handler.bind_to_model(Channel)


def _sending(transport: str, form_class: type[ChannelForm]) -> MultiFieldPanel:
    kind = transports.find(transport)
    order = ("order",) if kind is not None and kind.supports_order_every else ()
    names = _asked(form_class, "format", "mode", "fallback", *order, "cap", "rate_per_minute")
    return _group(_("How it is sent"), *names, more=form_class.option_panels)


def _asked(form_class: type[ChannelForm], *names: str) -> list[str]:
    return [name for name in names if name not in form_class.left_out]


def _group(heading: Promise, *names: str, more: tuple[Panel, ...] = ()) -> MultiFieldPanel:
    panels = [*(FieldPanel(name) for name in names), *(panel.clone() for panel in more)]
    return MultiFieldPanel(panels, heading=heading, classname=FOLDED)
