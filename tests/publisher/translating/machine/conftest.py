import pytest
from django.contrib.auth import get_user_model
from django.contrib.auth.models import User
from host.models import HostPage
from host.tree import Tree
from support.newsroom import channel, published, tree
from support.translation_service import Service, service

from newswire.publisher.translating.machine import jobs

__all__ = ["channel", "published", "service", "tree"]


@pytest.fixture
def boss(transactional_db: None) -> User:
    return get_user_model().objects.create_superuser("boss", "boss@example.org", "secret")


@pytest.fixture
def page(tree: Tree) -> HostPage:
    tree.home.copy_for_translation(tree.french)
    return tree.published(
        "Harbour", intro="Ferries", body='<p>See <a href="https://one.example/">this</a>.</p>'
    )


@pytest.fixture
def translated(page: HostPage, tree: Tree, boss: User, service: Service) -> HostPage:
    """The French draft, as the service has it."""
    jobs.start(page, tree.french, boss)
    assert jobs.act(5) == 1
    return HostPage.objects.get(translation_key=page.translation_key, locale=tree.french)
