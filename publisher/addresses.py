"""Which addresses a channel may have: asked in its form, and again of the peer of every connection.

The form is a courtesy; the check that counts is `may_connect`, made on the address a socket is about
to be opened to. A name that resolves differently a moment later gains nothing by it.
"""

import ipaddress
import re
import socket
import unicodedata
from concurrent.futures import ThreadPoolExecutor
from concurrent.futures import TimeoutError as TooSlow
from urllib.parse import SplitResult, quote, urlsplit, urlunsplit

import idna
from django.conf import settings
from django.utils.translation import gettext as _

from . import conf

Address = ipaddress.IPv4Address | ipaddress.IPv6Address
Network = ipaddress.IPv4Network | ipaddress.IPv6Network

# `is_global` alone is not enough: it passes NAT64 and 6to4, which carry any IPv4 address inside, and
# Azure's metadata service, which answers on a public address.
REFUSED = tuple(
    ipaddress.ip_network(network)
    for network in (
        "0.0.0.0/8",  # this host
        "10.0.0.0/8",
        "100.64.0.0/10",  # carrier-grade NAT; a metadata service too
        "127.0.0.0/8",
        "168.63.129.16/32",  # Azure's metadata
        "169.254.0.0/16",  # link-local: nearly everybody's metadata
        "172.16.0.0/12",
        "192.0.0.0/24",  # protocol assignments; Oracle's metadata
        "192.0.2.0/24",  # documentation
        "192.88.99.0/24",  # 6to4 relays
        "192.168.0.0/16",
        "198.18.0.0/15",  # benchmarks
        "198.51.100.0/24",
        "203.0.113.0/24",
        "224.0.0.0/4",  # multicast
        "240.0.0.0/4",  # reserved, and broadcast
        "2001::/23",  # protocol assignments: Teredo, ORCHID, benchmarks
        "2001:db8::/32",
        "2002::/16",  # 6to4
        "3fff::/20",  # documentation
    )
)
JOINERS = "\u200c\u200d"
# Where clouds tell their machines secrets. Nobody's site is there, so nobody is told how to allow it.
METADATA = tuple(
    ipaddress.ip_network(network)
    for network in (
        "169.254.0.0/16",
        "168.63.129.16/32",
        "100.100.100.200/32",  # Alibaba's
        "192.0.0.192/32",  # Oracle's
        "fd00:ec2::/32",  # Amazon's
        "fe80::/10",  # link-local
    )
)
# All of IPv6 that is handed out. Outside it lie loopback, private, link-local, multicast, mapped and NAT64.
GLOBAL_IPV6 = ipaddress.ip_network("2000::/3")

MAX_LENGTH = 2000
# What browsers refuse to speak HTTP to (WHATWG Fetch, "bad port"), above the well-known ports.
BAD_PORTS = frozenset({1719, 1720, 1723, 2049, 3659, 4045, 4190, 5060, 5061, 6000, 6566, 6679, 6697, 10080})
BAD_PORTS |= frozenset(range(6665, 6670))
RESOLVE_SECONDS = 2.0
_ODD = re.compile(r"[\x00-\x20\x7f-\x9f\\<>\"^`{|}\u2028\u2029\ud800-\udfff]")
_LABEL = re.compile(r"^[a-z0-9_]([a-z0-9_-]{0,61}[a-z0-9_])?$")


def may_connect(host: str, peer: str) -> bool:
    """May a request to `host` (as in its address) open a socket to `peer` (an IP address)?"""
    if _is_named(host):
        return True
    try:
        # A scope ("fe80::1%eth0") is part of no network.
        address = ipaddress.ip_address(peer.partition("%")[0])
    except ValueError:
        return False
    return is_public(address) or _in_allowed_network(address) or (settings.DEBUG and address.is_loopback)


def is_public(address: Address) -> bool:
    if isinstance(address, ipaddress.IPv6Address) and address not in GLOBAL_IPV6:
        return False
    return address.is_global and not any(address in network for network in REFUSED)


def is_name(host: str) -> bool:
    """Has it to be looked up? "localhost" has not (RFC 6761, section 6.3), nor does libcurl."""
    return not _addresses(host.rstrip("."), resolve=False)


def check_address(url: str, resolve: bool = True) -> list[str]:
    """Why a channel may not have this address, each reason in words; empty where it may.

    `resolve` also asks the name's addresses, for at most two seconds: one that nobody may reach is
    refused, a name that does not answer is not (its test will say so).
    """
    reasons = _check_form(url)
    if reasons:
        return reasons
    parts = urlsplit(to_ascii(url))
    host = parts.hostname or ""
    if _is_named(host):
        return []
    reasons = _check_port(parts)
    refused = [peer for peer in _addresses(host, resolve) if not may_connect(host, peer)]
    if refused:
        reasons.append(_not_public(host, refused[0]))
    return reasons


def _not_public(host: str, peer: str) -> str:
    where = host if _literal(host) else f"{host} ({peer})"
    if _is_metadata(peer):
        return _(
            "%(where)s is not on the public internet: at such an address a machine may be told secrets of its"
            " cloud. Nothing may be sent there."
        ) % {"where": where}
    return _(
        "%(where)s is not on the public internet. If it is yours, add “%(host)s” to the setting"
        " NEWSWIRE_ALLOWED_HOSTS."
    ) % {"where": where, "host": host}


def _is_metadata(peer: str) -> bool:
    address = _literal(peer.partition("%")[0])
    inner = getattr(address, "ipv4_mapped", None) or address
    return any(inner in network for network in METADATA)


def advice(url: str) -> list[str]:
    """What is worth knowing of an address that is not refused."""
    notices = []
    parts = urlsplit(url)
    peers = _addresses(parts.hostname or "", resolve=False)
    if any(ipaddress.ip_address(peer).is_loopback for peer in peers):
        notices.append(_("This is this machine itself: allowed here, and of no use on another one."))
    elif parts.scheme == "http":
        notices.append(_("Without https anyone on the way can read what is sent. The signature still holds."))
    return notices


def to_ascii(url: str) -> str:
    """The same address with its name in punycode and its path percent-encoded.

    Raises ValueError for what is no address.
    """
    parts = urlsplit(url)
    host = (parts.hostname or "").rstrip(".")
    netloc = f"[{host}]" if ":" in host else ascii_host(host)
    if parts.port is not None:
        netloc = f"{netloc}:{parts.port}"
    safe = "/%:@!$&'()*+,;=~-._?"
    return urlunsplit((parts.scheme, netloc, quote(parts.path, safe), quote(parts.query, safe), ""))


def ascii_host(host: str) -> str:
    """A name in punycode, as browsers and curl have it. Raises UnicodeError for what is no name.

    Python's own codec is of 2003: it makes "strasse.example" of "straße.example", which may be another's.
    """
    if not host.isascii():
        labels = idna.uts46_remap(host, std3_rules=False).split(".")
        host = ".".join(
            label if label.isascii() else f"xn--{label.encode('punycode').decode()}" for label in labels
        )
    return host.encode("idna").decode()


def public_url(text: str, max_length: int = MAX_LENGTH) -> str:
    """An address from outside that is fit to be shown as a link; empty where it is not."""
    text = text.strip()
    if len(text) > max_length or _ODD.search(text) or _invisible(text):
        return ""
    try:
        parts = urlsplit(text)
        fit = parts.scheme in ("http", "https") and parts.hostname and not parts.username
        return text if fit and "@" not in parts.netloc and (parts.port is None or parts.port) else ""
    except ValueError:
        return ""


def _check_form(url: str) -> list[str]:
    if len(url) > MAX_LENGTH:
        return [_("The address is longer than %(count)s characters.") % {"count": MAX_LENGTH}]
    if _ODD.search(url):
        return [_("The address has a space, a line break or another character that no address may have.")]
    if invisible := _invisible(url):
        return [
            _(
                "The address has an invisible character (%(code)s), by which it may read as another one than"
                " it is. Type it by hand."
            )
            % {"code": f"U+{ord(invisible):04X}"}
        ]
    try:
        parts = urlsplit(url)
        ascii_host = urlsplit(to_ascii(url)).hostname or ""
    except (ValueError, UnicodeError):
        return [_("This is not a complete address. It looks like https://example.org/hook.")]
    if parts.scheme not in ("http", "https") or not ascii_host:
        return [_("The address must begin with https:// (or http://) and a name.")]
    if "@" in parts.netloc:
        return [_("The address must not hold a user name or password: they would end in logs.")]
    if not _is_host(ascii_host):
        return [_("“%(host)s” is neither a name nor an IP address.") % {"host": ascii_host}]
    if "#" in url:
        return [_("Leave out “#” and what follows: it is never sent.")]
    return []


def _invisible(text: str) -> str:
    """The first character that shows nothing and may turn around what is shown; "" where there is none.

    Those that join or part letters belong to words of Persian and of India, and to addresses made of them.
    """
    return next((one for one in text if unicodedata.category(one) == "Cf" and one not in JOINERS), "")


def _check_port(parts: SplitResult) -> list[str]:
    port = parts.port
    if port is None or port in (80, 443) or (port >= 1024 and port not in BAD_PORTS):
        return []
    return [_("Port %(port)s is not one that websites use.") % {"port": port}]


def _is_host(host: str) -> bool:
    if _literal(host) is not None:
        return True
    labels = host.split(".")
    # A last label of digits is an odd way to write an IPv4 address ("127.1", "0x7f.1", "2130706433").
    numeric = labels[-1].isdigit() or labels[-1].startswith("0x")
    return len(host) <= 253 and not numeric and all(_LABEL.match(label) for label in labels)


def _addresses(host: str, resolve: bool) -> list[str]:
    literal = _literal(host)
    if literal is not None:
        return [str(literal)]
    if host == "localhost" or host.endswith(".localhost"):
        return ["127.0.0.1"]
    return _resolve(host) if resolve else []


def _resolve(host: str) -> list[str]:
    # The system's resolver takes no timeout; the thread that waits for it is left behind.
    pool = ThreadPoolExecutor(1, thread_name_prefix="newswire-resolve")
    try:
        found = pool.submit(socket.getaddrinfo, host, None, type=socket.SOCK_STREAM).result(RESOLVE_SECONDS)
    except (OSError, UnicodeError, TooSlow):
        return []
    finally:
        pool.shutdown(wait=False)
    return sorted({str(entry[4][0]) for entry in found})


def _literal(host: str) -> Address | None:
    try:
        return ipaddress.ip_address(host)
    except ValueError:
        return None


def _is_named(host: str) -> bool:
    return host.lower().rstrip(".") in {entry.lower() for entry in conf.get().allowed_hosts}


def _in_allowed_network(address: Address) -> bool:
    return any(address in network for network in _allowed_networks())


def _allowed_networks() -> list[Network]:
    networks: list[Network] = []
    for entry in conf.get().allowed_hosts:
        try:
            networks.append(ipaddress.ip_network(entry, strict=False))
        except ValueError:
            continue  # a name
    return networks
