"""The feed's OpenAPI, asked by schemathesis of a live server: every answer is as described."""

from typing import Any

import pytest
import schemathesis
from hypothesis import HealthCheck, given, settings
from pytest_django.live_server_helper import LiveServer
from schemathesis import GenerationMode
from schemathesis.specs.openapi.checks import negative_data_rejection, positive_data_acceptance
from support.factories import announce, make_channel, make_publication

from newswire.publisher.feed import tokens
from newswire.publisher.models import Copy

pytestmark = pytest.mark.django_db(transaction=True)

EXAMPLES = settings(max_examples=20, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))
# What no schema says: which cursors are ours, and that names nobody knows are passed over, as in any URL.
NOT_SAID = [positive_data_acceptance, negative_data_rejection]


@pytest.fixture
def feed(live_server: LiveServer) -> tuple[Any, dict[str, str]]:
    """The schema as the server gives it, with a token of a channel that was told of a few pages."""
    channel = make_channel("https://a.example/hook")
    for number in range(5):
        publication = make_publication(lang="en" if number % 2 else "fr")
        for delivery in announce(publication, [channel], gone=number == 4):
            Copy.objects.create(
                channel=channel,
                publication=publication,
                announced_sequence=delivery.event_id,
                announced_version=delivery.version,
                announced_state=delivery.event.state,
            )
    schema = schemathesis.openapi.from_url(f"{live_server.url}/newswire/v1/openapi.json")
    return schema, {"Authorization": f"Bearer {tokens.create(channel)}"}


@pytest.mark.parametrize("mode", ["positive", "negative"])
def test_every_answer_is_as_described(feed: tuple[Any, dict[str, str]], mode: str) -> None:
    """What fits the description, and what does not."""
    schema, token = feed
    operations = [found.ok() for found in schema.get_all_operations()]
    for operation in operations:

        @EXAMPLES
        @given(operation.as_strategy(generation_mode=GenerationMode(mode)))
        def ask(case: Any) -> None:
            case.call_and_validate(headers=token, excluded_checks=NOT_SAID)

        ask()
    assert len(operations) == 4
