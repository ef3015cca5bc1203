"""Opens the desk as a translator would, and prints what it cost. The slowest statement is explained.

Judged are the processor's seconds of the database: those of the clock say how busy the machine is besides.
"""

from django.contrib.auth import get_user_model
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from wagtail.models import Page

from .costs import processor_seconds

WAYS = {
    "my language": "",
    "a language where all is done": "?lang=lb",
    "missing alone": "?lang=fr&state=missing",
    "out of date alone": "?lang=fr&state=stale",
    "not compared, where all is": "?lang=lb&state=not_compared",
    "part of all titles": "?lang=fr&q=Article",
    "drafts": "?lang=fr&state=draft",
    "machine-made alone": "?lang=fr&state=machine",
    "part of a title": "?lang=fr&q=99999",
    "a title that nothing has": "?lang=fr&q=nowhere",
    "a topic": "?lang=fr&topic=space",
    "an author": "?lang=fr&author=boss",
    "the last 30 days": "?lang=fr&days=30",
    "mine": "?lang=fr&translator=me",
    "page 40": "?lang=fr&p=40",
    "all languages": "matrix/",
    "all languages, page 40": "matrix/?p=40",
    "all languages, a topic": "matrix/?topic=space",
    "all languages, a topic that nothing has": "matrix/?topic=nowhere",
    "all languages, part of one title": "matrix/?q=99999",
    "all languages, part of all titles": "matrix/?q=Article",
    "all languages, a title that nothing has": "matrix/?q=nowhere",
    "all languages, a section: all of it": "matrix/?section={home}",
    "all languages, the last 9,999 days": "matrix/?days=9999",
}


def open_all() -> list[float]:
    """Processor seconds of the database for each way to open it, with one process a query."""
    with connection.cursor() as cursor:
        cursor.execute("SET max_parallel_workers_per_gather = 0")
    user, _ = get_user_model().objects.get_or_create(username="boss", defaults={"is_superuser": True})
    client = Client()
    client.force_login(user)
    client.get("/admin/newswire/languages/")  # what is read once a process
    home = Page.objects.filter(depth=2).order_by("pk").values_list("pk", flat=True)[0]
    return [_opened(client, name, address.format(home=home)) for name, address in WAYS.items()]


def _opened(client: Client, name: str, address: str) -> float:
    before = processor_seconds()
    with CaptureQueriesContext(connection) as queries:
        answer = client.get(f"/admin/newswire/languages/{address}")
    spent = processor_seconds() - before
    assert answer.status_code == 200, answer
    waited = sum(float(query["time"]) for query in queries.captured_queries)
    print(f"{spent:5.2f} s, {waited:6.3f} s by the clock, in {len(queries):3d} queries: {name}")
    slowest = max(queries.captured_queries, key=lambda query: float(query["time"]))
    if float(slowest["time"]) > 0.2:
        _explain(slowest["sql"])
    return spent


def _explain(statement: str) -> None:
    print(statement[:3000])
    if statement.startswith("SELECT"):
        with connection.cursor() as cursor:
            cursor.execute("EXPLAIN (ANALYZE, BUFFERS) " + statement.replace("%", "%%"))
            print("\n".join(row[0] for row in cursor.fetchall()))
