"""Who is shown more than one word: a bearer of the token, an address on the list, a channel manager."""

import ipaddress
import secrets
from typing import Any

from django.http import HttpRequest

from newswire.publisher import conf
from newswire.publisher.channels.permissions import may_change_channels

# A proxy passes on strangers under an address of its own, which may well be on the list.
PROXIED = ("X-Forwarded-For", "Forwarded", "X-Real-Ip")


def may_see(request: HttpRequest) -> bool:
    """Asks the database only for somebody who is logged in."""
    return _has_token(request) or _is_listed(request) or _manages_channels(getattr(request, "user", None))


def _has_token(request: HttpRequest) -> bool:
    token = conf.get().monitoring_token
    given = request.headers.get("Authorization", "")
    return bool(token) and secrets.compare_digest(given.encode(), f"Bearer {token}".encode())


def _is_listed(request: HttpRequest) -> bool:
    networks = conf.get().monitoring_addresses
    if not networks or any(name in request.headers for name in PROXIED):
        return False
    try:
        peer = ipaddress.ip_address(request.META.get("REMOTE_ADDR", ""))
    except ValueError:  # a Unix socket has none
        return False
    return any(peer in ipaddress.ip_network(network, strict=False) for network in networks)


def _manages_channels(user: Any) -> bool:
    return user is not None and user.is_active and may_change_channels(user)
