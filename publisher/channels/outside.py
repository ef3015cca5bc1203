"""Would a receiver outside this machine be sent addresses that lead nowhere?"""

import ipaddress
from urllib.parse import urlsplit

from django.conf import settings
from django.utils.translation import gettext as _
from wagtail.models import Site

from newswire.publisher.models import Channel


def unfit_addresses(channel: Channel) -> list[str]:
    """Sentences that name what to set before this channel can be switched on; none for a local one."""
    if is_local(urlsplit(channel.address).hostname or ""):
        return []
    reasons = []
    if any(is_local(site.hostname) for site in Site.objects.only("hostname")):
        reasons.append(
            _(
                "The site's hostname is still “localhost”, so every address in the articles would lead"
                " nowhere. Set it under Settings, Sites."
            )
        )
    if not base_address_is_real():
        reasons.append(
            _(
                "WAGTAILADMIN_BASE_URL is not set to this site's address, so pictures would have"
                " addresses that lead nowhere. Set it in the project's settings."
            )
        )
    return reasons


def base_address_is_real() -> bool:
    host = urlsplit(getattr(settings, "WAGTAILADMIN_BASE_URL", "") or "").hostname or ""
    return bool(host) and not is_local(host) and host != "example.com" and not host.endswith(".example.com")


def is_local(host: str) -> bool:
    """Does this name mean this machine, whoever asks? Names are not looked up."""
    if host == "localhost" or host.endswith(".localhost"):
        return True
    try:
        address = ipaddress.ip_address(host)
    except ValueError:
        return False
    return address.is_loopback or address.is_unspecified
