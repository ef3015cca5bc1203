"""The editor's menu offers what fits and what is allowed, at few queries."""

import pytest

from newswire.publisher import dispatch, takedown
from newswire.publisher.editorial.permissions import Act

from .screens import edit_url, offered, withdraw

pytestmark = pytest.mark.django_db(transaction=True)


def test_the_menu_offers_what_fits(client, tree, published, site):
    page, draft = published(), tree.draft("A draft")
    assert offered(client, page) == {"correction", "small_fix", "take_down"}
    assert offered(client, draft) == {"embargo"}
    takedown.take_down(page, "Wrong.")
    dispatch.run()
    assert offered(client, page) == {"embargo", "restore"}


@pytest.mark.parametrize(
    ("act", "gone"),
    [(Act.CORRECT, "correction"), (Act.FIX, "small_fix"), (Act.TAKE_DOWN, "take_down")],
)
def test_without_its_permission_it_is_not_offered(client, person, published, site, act, gone):
    page = published()
    withdraw(person, act)
    assert gone not in offered(client, page)


def test_the_editor_costs_few_queries_more(client, published, tree, django_assert_max_num_queries):
    page, draft = published(), tree.draft("A draft")
    client.get(edit_url(page))
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    for one, most in ((page, 0), (draft, 1)):
        with CaptureQueriesContext(connection) as queries:
            client.get(edit_url(one))
        ours = [
            query["sql"]
            for query in queries.captured_queries
            if "newswire_publisher_embargo" in query["sql"] or "newswire_publisher_intent" in query["sql"]
            # The panel's one query for all channels has the page's embargo as a column.
            if 'FROM "newswire_publisher_channel"' not in query["sql"]
        ]
        assert len(ours) <= most, ours
