"""A small page tree in a database that tests of real transactions have emptied before."""

from dataclasses import dataclass
from typing import Any

from wagtail.models import Collection, Locale, Page, Site

from host.models import HostPage


@dataclass
class Tree:
    site: Site
    home: HostPage
    english: Locale
    french: Locale

    def page(self, title: str = "Harbour reopens", parent: Any = None, **fields: Any) -> HostPage:
        """A page as an import makes it: live at once, never published."""
        under = parent or self.home
        under.refresh_from_db()
        return under.add_child(instance=HostPage(title=title, locale=under.locale, **fields))

    def draft(self, title: str = "Harbour reopens", parent: Any = None, **fields: Any) -> HostPage:
        page = self.page(title, parent, live=False, **fields)
        page.save_revision()
        return page

    def published(self, title: str = "Harbour reopens", parent: Any = None, **fields: Any) -> HostPage:
        page = self.draft(title, parent, **fields)
        page.get_latest_revision().publish()
        return HostPage.objects.get(pk=page.pk)


def plant() -> Tree:
    Site.objects.all().delete()
    Page.objects.filter(depth__gt=1).delete()  # the welcome page that Wagtail's migrations leave
    if not Collection.objects.exists():
        Collection.add_root(name="Root")
    english, _ = Locale.objects.get_or_create(language_code="en")
    french, _ = Locale.objects.get_or_create(language_code="fr")
    root = Page.get_first_root_node() or Page.add_root(
        instance=Page(title="Root", slug="root", locale=english)
    )
    home = root.add_child(instance=HostPage(title="News", slug="news", locale=english))
    site, _ = Site.objects.update_or_create(
        is_default_site=True, defaults={"hostname": "news.example.org", "port": 443, "root_page": home}
    )
    Site.clear_site_root_paths_cache()
    return Tree(site=site, home=home, english=english, french=french)
