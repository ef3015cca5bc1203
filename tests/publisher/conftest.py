from collections.abc import Iterator

import pytest
from django.db import connection

from newswire.publisher import bound


@pytest.fixture
def keeps_plans(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """PostgreSQL keeps plans of statements, as for a worker."""
    monkeypatch.setattr(bound, "_keeps_plans", True)
    connection.close()
    yield
    connection.close()
