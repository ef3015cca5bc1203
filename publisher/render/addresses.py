"""Addresses as the world can use them: absolute and ASCII."""

import re
from dataclasses import dataclass
from urllib.parse import SplitResult, urljoin, urlsplit, urlunsplit

from django.conf import settings
from django.utils.encoding import iri_to_uri

from newswire.publisher.addresses import ascii_host

WEB_SCHEMES = frozenset({"http", "https"})
OTHER_SCHEMES = frozenset({"mailto", "tel"})
HOST = re.compile(r"[\w.-]+", re.ASCII)
BRACKETS = {ord("["): "%5B", ord("]"): "%5D"}  # iri_to_uri leaves them, RFC 3986 has them in hosts alone
SRCSET_CANDIDATE = re.compile(r"\s*([^\s,](?:\S*[^\s,])?)(?:\s+([\d.]+[wxh]))?\s*(?:,|$)")


@dataclass(frozen=True)
class Base:
    """What a page's addresses are relative to: `url`, its own absolute address."""

    url: str

    def absolute(self, address: str) -> str:
        """`address` with scheme and host, percent-encoded, the host in punycode, without user and password.

        A place within the page (`#top`), `mailto:` and `tel:` stay. Empty for what runs instead of
        leading somewhere (`javascript:`, `data:`), and for what is no address.
        """
        address = address.strip()
        if not address or address.startswith("#"):
            return iri_to_uri(address) or ""
        try:
            joined = urlsplit(urljoin(self.url, self._media(address)))
            if joined.scheme in OTHER_SCHEMES:
                return iri_to_uri(address) or ""
            if joined.scheme not in WEB_SCHEMES or not joined.hostname:
                return ""
            beside = {
                name: getattr(joined, name).translate(BRACKETS) for name in ("path", "query", "fragment")
            }
            return iri_to_uri(urlunsplit(joined._replace(netloc=_host(joined), **beside))) or ""
        except ValueError:
            return ""

    def srcset(self, value: str) -> str:
        """Every candidate of a `srcset` absolute."""
        found = ((self.absolute(url), size) for url, size in SRCSET_CANDIDATE.findall(value))
        return ", ".join(f"{url} {size}".strip() for url, size in found if url)

    def _media(self, address: str) -> str:
        """A file's address without the admin's host, which `rendition.full_url` puts before it.

        The page's own site serves the same files, and is where readers are.
        """
        media, admin = settings.MEDIA_URL, getattr(settings, "WAGTAILADMIN_BASE_URL", "") or ""
        prefix = admin.rstrip("/") + media
        is_ours = admin and media.startswith("/") and address.startswith(prefix)
        return media + address.removeprefix(prefix) if is_ours else address


def _host(address: SplitResult) -> str:
    """With its port. Raises ValueError where it is no host, or the port no number below 65,536."""
    host, port = address.hostname or "", address.port
    if ":" in host:
        host = f"[{host}]"
    elif not HOST.fullmatch(host := ascii_host(host)):
        raise ValueError(host)
    return host if port is None else f"{host}:{port}"


def key(address: str) -> str:
    """What two links to one page have in common: the address without query and fragment."""
    return address.partition("#")[0].partition("?")[0]
