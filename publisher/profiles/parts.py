"""Values as formats with strict types want them."""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any
from urllib.parse import urlsplit

from django.utils.translation import gettext_lazy as _

from .base import Unsayable

SOURCE_TYPES = "http://cv.iptc.org/newscodes/digitalsourcetype/"  # IPTC's NewsCodes, by name


def filled(found: Mapping[str, Any]) -> dict[str, Any]:
    """Without what has no value. Zero and False are values."""
    return {name: value for name, value in found.items() if value not in ("", None, [], {})}


def urn(uuid: str) -> str:
    return f"urn:uuid:{uuid}"


def instant(moment: datetime) -> str:
    return moment.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def is_uri(address: str) -> bool:
    """Is it an absolute web address by RFC 3986? What an editor typed need not be one."""
    try:
        parts = urlsplit(address)
        is_web = parts.scheme in ("http", "https") and bool(parts.hostname) and parts.port != 0
    except ValueError:
        return False
    return is_web and address.isascii() and not set(address) & set(' "<>\\^`{|}') and address.isprintable()


def source_type(name: str | None) -> dict[str, str]:
    """How a text or picture came to be, by IPTC's name for it ("trainedAlgorithmicMedia").

    Raises Unsayable for what cannot be such a name.
    """
    if not name:
        return {}
    if not (name.isalpha() and name.isascii()):
        raise Unsayable("digitalSourceType", _("It must be one of IPTC's names, such as digitalCapture."))
    return {"name": name, "uri": SOURCE_TYPES + name}
