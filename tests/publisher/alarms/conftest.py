from typing import Any

import pytest
from support.alarmed import person
from wagtail.permissions import policy_registry

from newswire.publisher.models import Channel, Counter


@pytest.fixture(autouse=True)
def fresh(transactional_db: None) -> None:
    Counter.objects.get_or_create(pk=1)
    # Wagtail keeps the content type, which a flush of the database has made anew.
    vars(policy_registry.get_by_type(Channel)).pop("_content_type", None)


@pytest.fixture
def manager() -> Any:
    return person("manager", lang="")
