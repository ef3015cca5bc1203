"""A site, and a page in two languages on it."""

import pytest
from host.models import HostPage

from newswire.publisher import dispatch

from .sites import channel_to


@pytest.fixture
def site(tree, receiver):
    """A channel to the receiver."""
    return channel_to(receiver)


@pytest.fixture
def versions(tree, published):
    """A function that publishes a page in two languages and dispatches them."""

    def make():
        english = published("Harbour reopens")
        french = tree.home.add_child(
            instance=HostPage(
                title="Le port rouvre",
                slug="le-port",
                locale=tree.french,
                translation_key=english.translation_key,
            )
        )
        french.save_revision().publish()
        dispatch.run()
        return english, HostPage.objects.get(pk=french.pk)

    return make
