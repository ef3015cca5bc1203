"""Two sites of one newsroom, each with a host of its own and a language: addresses, versions, channels."""

import json
import zlib
from collections.abc import Callable
from typing import Any

import pytest
from host.models import HostPage
from host.tree import Tree
from wagtail.models import Site

from newswire.publisher import dependents, dispatch, reconcile
from newswire.publisher.models import Channel, Delivery, Payload

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def french(tree: Tree) -> HostPage:
    """The home page of a second site. A translation of the first one's would count to the first site."""
    new = HostPage(title="Nouvelles", slug="nouvelles", locale=tree.french)
    home: HostPage = tree.home.get_parent().add_child(instance=new)
    Site.objects.create(hostname="nouvelles.example.org", port=443, root_page=home)
    Site.clear_site_root_paths_cache()
    return home


def sent_to(channel: Channel) -> list[dict[str, Any]]:
    payloads = Payload.objects.filter(pk__in=Delivery.objects.filter(channel=channel).values("payload"))
    bodies = (json.loads(zlib.decompress(one.packed)) for one in payloads.order_by("event"))
    return [body["data"] for body in bodies]


def test_each_page_has_its_own_sites_address_and_names_the_other_language_there(
    tree: Tree, french: HostPage, channel: Callable[..., Channel]
) -> None:
    everything, only_french = channel(), channel(sections=[french.pk])
    page = tree.published("Harbour reopens")
    dispatch.run()
    translation = tree.published("Le port rouvre", parent=french, translation_key=page.translation_key)
    dispatch.run()
    dependents.run()  # the English page shows the French one's link
    dispatch.run()
    told = {data["url"]: data for data in sent_to(everything)}
    english_url = f"https://news.example.org/en/{page.slug}/"
    french_url = f"https://nouvelles.example.org/fr/{translation.slug}/"
    assert {english_url, french_url} <= told.keys()
    for url, other in ((english_url, french_url), (french_url, english_url)):
        assert [version["url"] for version in told[url]["languageVersions"]] == [other]
    of_french = {data["url"] for data in sent_to(only_french)}
    assert french_url in of_french
    assert {url.split("/")[2] for url in of_french} == {"nouvelles.example.org"}


def test_a_new_host_of_one_site_is_told_of_its_pages_alone(
    tree: Tree, french: HostPage, channel: Callable[..., Channel]
) -> None:
    everything = channel()
    tree.published("Harbour reopens")
    tree.published("Le port rouvre", parent=french)
    dispatch.run()
    before = len(sent_to(everything))
    Site.objects.filter(root_page=french).update(hostname="actualites.example.org")
    Site.clear_site_root_paths_cache()
    reconcile.step()
    dispatch.run()
    moved = sent_to(everything)[before:]
    assert moved
    assert {data["url"].split("/")[2] for data in moved} == {"actualites.example.org"}
    assert any("nouvelles.example.org" in str(data["previousUrls"]) for data in moved)
