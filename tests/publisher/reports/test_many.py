"""Reports over more rows than anybody pages through."""

import re

import pytest
from django.contrib.auth.models import User
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from host.tree import plant
from support.factories import announce, make_channel, make_publication

from newswire.publisher.admin.reports import base
from newswire.publisher.models import Delivery

pytestmark = pytest.mark.django_db(transaction=True)
REPORTS = "/admin/reports/newswire/"
ROWS = 12_000


@pytest.fixture
def manager() -> Client:
    plant()
    client = Client()
    client.force_login(User.objects.create_superuser("chief"))
    return client


@pytest.fixture
def many() -> None:
    """Sendings of one page to 20 sites; the last of six of them stopped."""
    channels = [make_channel("http://127.0.0.1:9/") for _ in range(20)]
    first = announce(make_publication(page_id=100_000, title="Harbour"), channels, state="delivered")
    Delivery.objects.bulk_create(
        [
            Delivery(
                event_id=one.event_id,
                channel=one.channel,
                publication_id=one.publication_id,
                payload_id=one.payload_id,
                epoch="e1",
                round=number,
                state="delivered",
            )
            for number in range(1, ROWS // 20)
            for one in first
        ],
        batch_size=2000,
    )
    some = Delivery.objects.order_by("-pk").values_list("pk", flat=True)[:6]
    Delivery.objects.filter(pk__in=list(some)).update(state="parked", last_error="server_error")
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE")


def test_more_than_ten_thousand_rows_are_paged(manager: Client, many: None) -> None:
    last = manager.get(f"{REPORTS}deliveries/?p={ROWS // 50}")
    assert last.context["page_obj"].paginator.num_pages == ROWS // 50
    assert len(last.context["object_list"]) == 50
    assert len(manager.get(f"{REPORTS}failed/").context["object_list"]) == 6


def test_it_counts_no_further_than_it_must(
    manager: Client, many: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(base, "MOST_COUNTED", 1000)
    found = manager.get(f"{REPORTS}deliveries/")
    assert found.context["page_obj"].paginator.count == 1000


@pytest.mark.skipif(connection.vendor != "postgresql", reason="as PostgreSQL plans it")
@pytest.mark.parametrize(
    "path", ["deliveries/", "deliveries/?state=parked", "failed/", "never/", "unrendered/"]
)
def test_no_report_reads_a_whole_table(manager: Client, many: None, path: str) -> None:
    with CaptureQueriesContext(connection) as captured:
        manager.get(REPORTS + path)
    asked = [one["sql"] for one in captured if 'FROM "newswire_publisher_delivery"' in one["sql"]]
    for sql in asked:
        with connection.cursor() as cursor:
            cursor.execute(f"EXPLAIN {sql}")
            plan = "\n".join(row[0] for row in cursor.fetchall())
        # To count the first thousands of all, whatever is nearest will do.
        whole = re.search("Seq Scan on newswire_publisher_delivery", plan)
        assert not whole or "Limit" in plan.split("\n")[1], plan
