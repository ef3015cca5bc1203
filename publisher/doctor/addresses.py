"""Do the addresses in what we send lead back to this site?"""

from collections.abc import Iterator

from django.conf import settings
from django.http.request import validate_host
from django.utils.translation import gettext as _
from wagtail.models import Site

from newswire.publisher.channels.outside import base_address_is_real, is_local

from .findings import Finding, error, ok, warning


def examine() -> Iterator[Finding]:
    sites = list(Site.objects.order_by("hostname"))
    if not sites:
        yield error(_("Site: there is none, so no page has an address."), _("Add one under Settings, Sites."))
    for site in sites:
        yield from _site(site)
    if base_address_is_real():
        yield ok(_("Base address: %(url)s.") % {"url": settings.WAGTAILADMIN_BASE_URL})
    else:
        yield warning(
            _("Base address: WAGTAILADMIN_BASE_URL is not this site's, so pictures cannot be fetched."),
            _("Set it to the address that others reach this site at."),
        )


def _site(site: Site) -> Iterator[Finding]:
    allowed = settings.ALLOWED_HOSTS or ([".localhost", "127.0.0.1", "[::1]"] if settings.DEBUG else [])
    if not validate_host(site.hostname, allowed):
        yield error(
            _("Site: %(host)s is not in ALLOWED_HOSTS, so its pages cannot be rendered.")
            % {"host": site.hostname},
            _("Add it to ALLOWED_HOSTS."),
        )
    elif is_local(site.hostname):
        yield warning(
            _("Site: its hostname is %(host)s, which leads nowhere from another machine.")
            % {"host": site.hostname},
            _("Set it under Settings, Sites; until then no channel outside can be switched on."),
        )
    else:
        yield ok(_("Site: %(host)s.") % {"host": site.hostname})
