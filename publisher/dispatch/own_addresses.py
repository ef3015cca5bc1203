"""Where this newsroom's own endpoints are reached from outside."""

from django.conf import settings
from django.urls import NoReverseMatch, reverse

from newswire.publisher import conf
from newswire.publisher.models import Publication


def source() -> str:
    """CloudEvents' `source`: the same for every event of this newsroom, of a page that is gone too."""
    return f"{_base()}/newswire/"


def schemas_url() -> str:
    """What schemas' file names are put behind; where no such URL is routed, an address that leads nowhere."""
    name = "-"
    try:
        return _base() + reverse("newswire_schema", args=[name]).removesuffix(name)
    except NoReverseMatch:
        return f"{source()}schemas/"


def self_url(publication: Publication) -> str:
    """Where a receiver that was sent a thin notice fetches the whole; empty where no such URL is routed."""
    try:
        return _base() + reverse("newswire_v1:publication", args=[publication.uuid])
    except NoReverseMatch:
        return ""


def hub_url() -> str:
    """Where subscribers of feeds find our own hub; empty where that is off, or no such URL is routed."""
    try:
        return _base() + reverse("newswire_publisher:hub") if conf.get().hub else ""
    except NoReverseMatch:
        return ""


def _base() -> str:
    base = conf.get().base_url or getattr(settings, "WAGTAILADMIN_BASE_URL", "") or ""
    return base.rstrip("/")
