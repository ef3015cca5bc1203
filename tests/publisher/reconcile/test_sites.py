"""Root paths read past Wagtail's cache are what Wagtail itself finds."""

import pytest
from host.models import HostPage
from host.tree import Tree
from pytest_django import DjangoAssertNumQueries, Settings
from wagtail.models import Site

from newswire.publisher.observed.sites import root_of, root_paths

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def sport(tree: Tree) -> HostPage:
    """A section of the first site with a site of its own under two names, and in two languages."""
    section = tree.published("Sport")
    Site.objects.create(hostname="sport.example.org", port=80, root_page=section)
    Site.objects.create(hostname="alpha.example.org", port=8000, root_page=section)
    section.copy_for_translation(tree.french, copy_parents=True).get_latest_revision().publish()
    Site.clear_site_root_paths_cache()
    return section


@pytest.mark.parametrize("speaks_several", [True, False])
def test_as_wagtail_finds_them(
    tree: Tree,
    sport: HostPage,
    settings: Settings,
    django_assert_num_queries: DjangoAssertNumQueries,
    speaks_several: bool,
) -> None:
    settings.WAGTAIL_I18N_ENABLED = speaks_several
    with django_assert_num_queries(1):
        found = root_paths()
    assert list(found) == Site.get_site_root_paths()
    assert len(found) == (6 if speaks_several else 3)
    root = root_of(sport.url_path, found)
    assert root is not None
    assert root.root_url == "http://alpha.example.org:8000"


def test_without_any_site(tree: Tree) -> None:
    Site.objects.all().delete()
    assert root_paths() == ()
