"""Do the addresses in what we send lead back to this site?"""

from collections.abc import Iterator
from urllib.parse import urlsplit

from django.conf import settings
from django.http.request import validate_host
from django.urls import get_script_prefix
from django.utils.translation import gettext as _
from wagtail.models import Site

from newswire.publisher import conf
from newswire.publisher.channels.outside import base_address_is_real, is_local

from .findings import Finding, error, ok, warning


def examine() -> Iterator[Finding]:
    sites = list(Site.objects.order_by("hostname"))
    if not sites:
        yield error(_("Site: there is none, so no page has an address."), _("Add one under Settings, Sites."))
    for site in sites:
        yield from _site(site)
    yield from _languages(sites)
    if base_address_is_real():
        yield ok(_("Base address: %(url)s.") % {"url": settings.WAGTAILADMIN_BASE_URL})
    else:
        yield warning(
            _("Base address: WAGTAILADMIN_BASE_URL is not this site's, so pictures cannot be fetched."),
            _("Set it to the address that others reach this site at."),
        )
    yield from _path()


def _languages(sites: list[Site]) -> Iterator[Finding]:
    """Wagtail serves translations of a site's home at that site: only URL patterns keep them apart."""
    if not getattr(settings, "WAGTAIL_I18N_ENABLED", False):
        return
    homes = {home.pk: home for site in sites for home in site.root_page.get_translations(inclusive=True)}
    at: dict[str, set[str]] = {}
    for home in homes.values():
        if address := home.specific.full_url:
            at.setdefault(address, set()).add(home.locale.language_code)
    for address, languages in at.items():
        if len(languages) > 1:
            yield warning(
                _("Languages: %(languages)s have the same addresses, below %(url)s.")
                % {"languages": ", ".join(sorted(languages)), "url": address},
                _("Put Wagtail's URLs into i18n_patterns; else no link and no site can tell them apart."),
            )


def _path() -> Iterator[Finding]:
    """Every address of Django's begins with the path that the project is mounted below."""
    mounted = get_script_prefix()
    bases = {
        "WAGTAILADMIN_BASE_URL": getattr(settings, "WAGTAILADMIN_BASE_URL", "") or "",
        "NEWSWIRE_BASE_URL": conf.get().base_url,
    }
    for name, base in bases.items():
        if mounted != "/" and f"{urlsplit(base).path}/".startswith(mounted):
            yield warning(
                _("Base address: %(setting)s ends in %(path)s, so addresses have that twice.")
                % {"setting": name, "path": mounted.rstrip("/")},
                _("Leave it out there: Django adds it."),
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
