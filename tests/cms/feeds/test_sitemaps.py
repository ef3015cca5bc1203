"""The sitemaps, under the schema of sitemaps.org as the npm package `sitemap` has it."""

from datetime import timedelta
from typing import Any

import pytest
import xmlschema
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from lxml import etree
from support import sitemap_schema
from support.sitemap_schema import NAMES

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def schema(tmp_path_factory: pytest.TempPathFactory) -> xmlschema.XMLSchema:
    return sitemap_schema.schema(tmp_path_factory.mktemp("xsd"))


def fetch(path: str, **headers: str) -> Any:
    return Client().get(path, headers=headers)


def tree(path: str) -> Any:
    return etree.fromstring(fetch(path).content)


def found(root: Any, path: str) -> list[str]:
    return [str(one) for one in root.xpath(path, namespaces=NAMES)]


def test_the_sitemap_is_valid_and_names_each_language(write: Any, translate: Any, schema: Any) -> None:
    page = write("Council & bridge")
    french = translate(page, "fr", "Le conseil")
    root = tree("/sitemap-1.xml")
    schema.validate(root)
    assert page.full_url in found(root, "//s:loc/text()")
    path = f"//s:url[s:loc='{page.full_url}']/x:link"
    alternates = dict(zip(found(root, f"{path}/@hreflang"), found(root, f"{path}/@href"), strict=True))
    assert alternates == {"en": page.full_url, "fr": french.full_url, "x-default": page.full_url}
    back = found(root, f"//s:url[s:loc='{french.full_url}']/x:link/@href")
    assert set(back) == set(alternates.values())


def test_what_readers_cannot_see_is_not_in_it(write: Any) -> None:
    hidden = write("Draft", live=False)
    assert hidden.full_url not in found(tree("/sitemap-1.xml"), "//s:loc/text()")


def test_the_index_leads_to_every_file(indexes: Any) -> None:
    files = found(tree("/sitemap.xml"), "//s:loc/text()")
    assert [file.removeprefix("http://testserver") for file in files] == ["/sitemap-1.xml"]
    assert fetch("/sitemap-1.xml").status_code == 200


def test_a_file_that_the_index_does_not_name_is_not_found(indexes: Any) -> None:
    found = [Client().get(f"/sitemap-{number}.xml").status_code for number in (0, 1, 2, 10**20)]
    assert found == [404, 200, 404, 404]


def test_the_news_sitemap_is_valid_and_has_the_last_two_days(write: Any, schema: Any) -> None:
    new = write("Council <founded> & more\x0b")
    old = write("Long ago", published_on=timezone.now() - timedelta(days=3))
    french = write("Un conseil", lang="fr")
    root = tree("/news-sitemap.xml")
    schema.validate(root)
    assert found(root, "//s:loc/text()") == [french.full_url, new.full_url]
    assert old.full_url not in found(root, "//s:loc/text()")
    assert found(root, "//n:title/text()")[1] == "Council <founded> & more"
    assert found(root, "//n:language/text()") == ["fr", "en"]


@pytest.mark.parametrize("path", ["/sitemap.xml", "/sitemap-1.xml", "/news-sitemap.xml"])
def test_who_has_it_gets_304(indexes: Any, path: str) -> None:
    first = fetch(path)
    assert fetch(path, **{"if-none-match": first["ETag"]}).status_code == 304


@pytest.mark.parametrize("path", ["/sitemap-1.xml", "/news-sitemap.xml"])
def test_queries_do_not_grow(write: Any, path: str) -> None:
    def queries() -> int:
        with CaptureQueriesContext(connection) as captured:
            fetch(path)
        return len(captured)

    write("First")
    queries()  # fills Wagtail's caches
    before = queries()
    for number in range(4):
        write(f"More {number}")
    assert queries() == before
