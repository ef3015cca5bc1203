"""A small page tree: after a test with real transactions nothing is left of what migrations made."""

from host.models import HostPage
from wagtail.models import Locale, Page, Site

from newswire.publisher.models import Counter


def home(hostname: str = "news.example.org") -> Page:
    """The home page of the default site, made where it is missing."""
    Counter.objects.get_or_create(id=1)
    locale, _ = Locale.objects.get_or_create(language_code="en")
    root = Page.objects.filter(depth=1).first() or Page.add_root(title="Root", slug="root", locale=locale)
    site = Site.objects.filter(is_default_site=True).first()
    if site is None:
        page = root.get_children().first() or root.add_child(
            instance=Page(title="Home", slug="home", locale=locale)
        )
        site = Site.objects.create(hostname=hostname, port=80, root_page=page, is_default_site=True)
    elif site.hostname != hostname:
        site.hostname, site.port = hostname, 80
        site.save()
    return site.root_page


def draft(title: str = "Draft", **fields: object) -> HostPage:
    """A page below the home page that is not live, with one revision."""
    page = home().add_child(instance=HostPage(title=title, live=False, **fields))
    page.save_revision()
    return page


def live(title: str = "Live", **fields: object) -> HostPage:
    """A page that was published the way an editor does it."""
    page = draft(title, **fields)
    page.get_latest_revision().publish()
    page.refresh_from_db()
    return page
