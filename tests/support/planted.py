"""The tree of `plant()` for a test's beginning, at a fifth of its cost."""

from host.models import HostPage
from host.tree import Tree, plant
from wagtail.models import Locale, Site

from support.once import once


def planted() -> Tree:
    once("tree", plant)
    site = Site.objects.get(is_default_site=True)
    english, french = (Locale.objects.get(language_code=code) for code in ("en", "fr"))
    return Tree(site=site, home=HostPage.objects.get(pk=site.root_page_id), english=english, french=french)
