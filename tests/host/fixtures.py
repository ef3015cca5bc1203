"""Fixtures of tests that need pages and real transactions; a conftest imports those it wants."""

from collections.abc import Callable
from typing import Any

import pytest
from django.contrib.auth import get_user_model
from django.db import connection
from django.db.models import F
from django.test import Client
from django.test.utils import CaptureQueriesContext
from support.planted import planted
from wagtail.test.utils.form_data import inline_formset, nested_form_data, rich_text

from host.tree import Tree
from newswire.publisher.models import Publication
from newswire.publisher.observed import observe


@pytest.fixture
def tree(transactional_db: None) -> Tree:
    return planted()


@pytest.fixture
def editor(tree: Tree) -> Client:
    client = Client()
    client.force_login(get_user_model().objects.create_superuser("editor", "e@example.org", "secret"))
    return client


@pytest.fixture
def generation() -> Callable[[Any], int | None]:
    """The generation of a page's publication, None where it has none."""

    def read(page: Any) -> int | None:
        pk = page if isinstance(page, int) else page.pk
        return Publication.objects.filter(page_id=pk).values_list("generation", flat=True).first()

    return read


@pytest.fixture
def settle() -> Callable[[], None]:
    """Leaves every publication as dispatch does when it has compared it with its page as it is now."""

    def write() -> None:
        pages = observe(Publication.objects.values_list("page_id", flat=True))
        for publication in Publication.objects.all():
            page = pages.get(publication.page_id)
            public = page is not None and page.public
            state = Publication.State.LIVE if public else Publication.State.GONE
            columns = (
                {}
                if page is None
                else {
                    "title": page.title,
                    "url": page.url,
                    "url_path": page.url_path,
                    "tree_path": page.tree_path,
                    "locale_id": page.locale_id,
                    "lang": page.lang,
                    "set_key": page.set_key,
                    "page_type": page.page_type,
                    "site_fingerprint": page.site_fingerprint,
                    "private": page.private,
                }
            )
            Publication.objects.filter(pk=publication.pk).update(
                state=state, version=1, settled=F("generation"), **columns
            )

    return write


@pytest.fixture
def newswire_queries() -> Callable[[], Any]:
    """Counts the statements on Newswire's own tables within a `with`."""

    class Counting(CaptureQueriesContext):
        @property
        def statements(self) -> list[str]:
            return [query["sql"] for query in self.captured_queries if "newswire_" in query["sql"]]

    return lambda: Counting(connection)


@pytest.fixture
def form() -> Callable[..., dict[str, Any]]:
    """What the page editor posts for a HostPage."""

    def data(**fields: Any) -> dict[str, Any]:
        values = {
            "title": "Harbour reopens",
            "slug": "harbour-reopens",
            "intro": "",
            "body": rich_text("<p>Ferries run again.</p>"),
            "seo_title": "",
            "search_description": "",
            "go_live_at": "",
            "expire_at": "",
            "comments": inline_formset([]),
        }
        return nested_form_data(values | fields)

    return data
