"""Django's system checks of the newsroom's settings. docs/checks.md says what to do about each."""

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Error, Warning, register
from django.core.exceptions import ImproperlyConfigured
from wagtail.images.forms import get_image_base_form

from newswire.cms.credits.forms import CreditImageForm
from newswire.cms.credits.rule import rule
from newswire.cms.remembered import seconds

ENOUGH_FIELDS = 10_000  # what Wagtail's own project template sets


def _is_listed(value: object, kind: type) -> bool:
    return isinstance(value, list | tuple) and all(isinstance(one, kind) for one in value)


# What else would end in a traceback, or be read letter by letter.
KINDS: dict[str, tuple[str, Callable[[Any], bool]]] = {
    "NEWSWIRE_PICTURE_WIDTHS": (
        "a list of widths in pixels, one at least",
        lambda value: bool(value) and _is_listed(value, int) and min(value) > 0,
    ),
    "NEWSWIRE_HUBS": ("a list of addresses", lambda value: _is_listed(value, str)),
    "NEWSWIRE_CACHE_SECONDS": ("a number of seconds", lambda value: str(value).isdigit()),
    "NEWSWIRE_FULL_ARTICLE_SENTENCES": ("a dictionary", lambda value: isinstance(value, Mapping)),
}


def connect() -> None:
    """Registers the checks with Django, once."""
    register(check_settings, "newswire")


def check_settings(**kwargs: Any) -> list[CheckMessage]:
    if wrong := list(_kinds()):
        return wrong  # the others take each for what it should be
    return [*_credit_rule(), *_image_form(), *_form_fields(), *_cache()]


def _credit_rule() -> Iterator[CheckMessage]:
    try:
        rule()
    except ImproperlyConfigured as error:
        yield Error(str(error), hint='NEWSWIRE_CREDIT_RULE = "warn"', id="newswire.E201")


def _kinds() -> Iterator[CheckMessage]:
    for name, (words, is_right) in KINDS.items():
        if hasattr(settings, name) and not is_right(getattr(settings, name)):
            hint = "docs/settings.md has the default, and what it means."
            yield Error(f"{name} is not {words}.", hint=hint, id="newswire.E202")


def _image_form() -> Iterator[CheckMessage]:
    if not issubclass(get_image_base_form(), CreditImageForm):
        yield Warning(
            "The image form has no photo credit: editors cannot see or type it.",
            hint='WAGTAILIMAGES_IMAGE_FORM_BASE = "newswire.cms.credits.forms.CreditImageForm"',
            id="newswire.W201",
        )


def _form_fields() -> Iterator[CheckMessage]:
    limit = settings.DATA_UPLOAD_MAX_NUMBER_FIELDS
    if limit is not None and limit < ENOUGH_FIELDS:
        yield Warning(
            f"An article of more than about {limit // 6} blocks cannot be saved.",
            hint=f"DATA_UPLOAD_MAX_NUMBER_FIELDS = {ENOUGH_FIELDS:_}",
            id="newswire.W202",
        )


def _cache() -> Iterator[CheckMessage]:
    backend = settings.CACHES["default"]["BACKEND"]
    if seconds() and backend.endswith((".LocMemCache", ".DummyCache")):
        yield Warning(
            "NEWSWIRE_CACHE_SECONDS is set, and each process has a cache of its own: what was changed in one"
            " is shown by the others when that time is over.",
            hint="Give CACHES a Redis or a Memcached, or leave the setting out.",
            id="newswire.W203",
        )
