"""Addresses as the world can use them: absolute and ASCII."""

import re
from dataclasses import dataclass
from urllib.parse import urljoin, urlsplit, urlunsplit

from django.conf import settings
from django.utils.encoding import iri_to_uri

SRCSET_CANDIDATE = re.compile(r"\s*([^\s,](?:\S*[^\s,])?)(?:\s+([\d.]+[wxh]))?\s*(?:,|$)")


@dataclass(frozen=True)
class Base:
    """What a page's addresses are relative to: `url`, its own absolute address."""

    url: str

    def absolute(self, address: str) -> str:
        """`address` with scheme and host, percent-encoded, the host in punycode.

        Left as they are: an empty one, a place within the page (`#top`), and what is no web
        address (`mailto:`) or none at all.
        """
        address = address.strip()
        if not address or address.startswith("#"):
            return address
        try:
            joined = urlsplit(urljoin(self.url, self._media(address)))
            if joined.scheme not in ("http", "https"):
                return address
            if not joined.netloc.isascii():
                joined = joined._replace(netloc=joined.netloc.encode("idna").decode("ascii"))
        except ValueError:
            return address
        return iri_to_uri(urlunsplit(joined)) or ""

    def srcset(self, value: str) -> str:
        """Every candidate of a `srcset` absolute."""
        found = SRCSET_CANDIDATE.findall(value)
        return ", ".join(f"{self.absolute(url)} {size}".strip() for url, size in found)

    def _media(self, address: str) -> str:
        """A file's address without the admin's host, which `rendition.full_url` puts before it.

        The page's own site serves the same files, and is where readers are.
        """
        media, admin = settings.MEDIA_URL, getattr(settings, "WAGTAILADMIN_BASE_URL", "") or ""
        prefix = admin.rstrip("/") + media
        is_ours = admin and media.startswith("/") and address.startswith(prefix)
        return media + address.removeprefix(prefix) if is_ours else address


def key(address: str) -> str:
    """What two links to one page have in common: the address without query and fragment."""
    return address.partition("#")[0].partition("?")[0]
