"""What stands in a page's place is named in its tombstone, where the newsroom itself redirects there."""

from collections.abc import Callable
from typing import Any

import pytest
from support.announced import last, publication_of
from wagtail.contrib.redirects.models import Redirect
from wagtail.models import Site

from newswire.publisher import dispatch, takedown
from newswire.publisher.models import Channel

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def gone(published: Callable[..., Any], channel: Callable[..., Channel]) -> Callable[..., dict[str, Any]]:
    """Publishes a page, redirects from it, takes it offline; the `data` of its tombstone."""

    def make(
        to: Any, how: Callable[[Any], object] = lambda page: page.unpublish(), **where: Any
    ) -> dict[str, Any]:
        site = channel()
        page = published("Harbour reopens")
        Redirect.add_redirect(page.get_url_parts()[2], to, **where)
        how(page)
        dispatch.run()
        found: dict[str, Any] = last(site, page)["data"]
        assert found["state"] == "gone"
        return found

    return make


def test_another_article(gone: Callable[..., dict[str, Any]], published: Callable[..., Any]) -> None:
    better = published("Harbour reopens, corrected")
    data = gone(better)

    assert data["replacedBy"] == {"id": str(publication_of(better).uuid), "url": better.full_url}
    assert not {"title", "html", "summary"} & set(data)


@pytest.mark.parametrize(
    "how", [lambda page: page.delete(), lambda page: takedown.take_down(page, "Ordered by the court.")]
)
def test_however_it_went(
    gone: Callable[..., dict[str, Any]], published: Callable[..., Any], how: Callable[[Any], object]
) -> None:
    better = published("Harbour reopens, corrected")

    assert gone(better, how)["replacedBy"]["url"] == better.full_url


def test_an_address_on_another_site(gone: Callable[..., dict[str, Any]]) -> None:
    assert gone("https://port.example/harbour")["replacedBy"] == {"url": "https://port.example/harbour"}


@pytest.mark.parametrize("to", ["javascript:alert(1)", "/somewhere/here/"])
def test_what_no_receiver_could_follow_is_left_out(gone: Callable[..., dict[str, Any]], to: str) -> None:
    assert "replacedBy" not in gone(to)


def test_a_page_that_is_not_to_be_seen(
    gone: Callable[..., dict[str, Any]], published: Callable[..., Any]
) -> None:
    hidden = published("Hidden")
    hidden.unpublish()
    dispatch.run()

    assert "replacedBy" not in gone(hidden)


def test_no_redirect_or_one_of_another_site(
    gone: Callable[..., dict[str, Any]], published: Callable[..., Any], tree: Any
) -> None:
    other = Site.objects.create(hostname="other.example.org", port=443, root_page=tree.home)

    assert "replacedBy" not in gone("https://port.example/harbour", site=other)
