"""Which page types a channel may want, and which a new one wants without being asked."""

from collections.abc import Iterable

import swapper
from django.apps import apps
from wagtail.models import AbstractPage, get_page_models

from newswire.publisher import conf, content


def all_page_types() -> list[type[AbstractPage]]:
    """Every concrete page type of the host, by the name that its editors see.

    Also those that editors may not create: imports make such pages. Not Wagtail's plain base, of which the
    root is. Nor a proxy: Wagtail stores its pages as those of the model below it, so none would ever match.
    """
    base = swapper.load_model("wagtailcore", "Page")
    concrete = [
        model
        for model in get_page_models()
        if (model.is_creatable or model is not base) and not model._meta.proxy
    ]
    return sorted(concrete, key=lambda model: str(model.get_verbose_name()))


def proxies() -> dict[str, str]:
    """ "app_label.model" of each proxy of a page type, and "app_label.Model" of what its pages are."""
    return {
        model._meta.label_lower: model._meta.concrete_model._meta.label
        for model in get_page_models()
        if model._meta.proxy
    }


def refuse_proxies(labels: Iterable[str]) -> None:
    """Raises ValueError: a channel that wants a proxy would get nothing, without a word."""
    concrete = proxies()
    for label in labels:
        if other := concrete.get(str(label).lower()):
            raise ValueError(f"{label} is a proxy: its pages are stored as {other}, so name that.")


def default_page_types() -> list[str]:
    """ "app_label.model" of the types ticked on a new channel.

    Those whose app says in its `publishing.py` what they say, and those named in
    NEWSWIRE_PAGE_TYPES. Not form pages: a receiver could not take what is filled in.
    """
    named = {label.lower() for label in conf.get().page_types}
    return [
        model._meta.label_lower
        for model in all_page_types()
        if (content.function_for(model) or model._meta.label_lower in named) and not _is_form(model)
    ]


def _is_form(model: type[AbstractPage]) -> bool:
    if not apps.is_installed("wagtail.contrib.forms"):
        return False
    from wagtail.contrib.forms.models import FormMixin

    return issubclass(model, FormMixin)
