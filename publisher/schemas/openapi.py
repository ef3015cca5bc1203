"""OpenAPI 3.1: the feed as django-ninja describes it, and the webhooks."""

import json
from typing import Any

from newswire.publisher.feed.api import api

from .asyncapi import HEADERS
from .names import file_name

REFUSED = (
    "Unprocessable Content"  # as RFC 9110 has it; ninja says what Python does, which is older before 3.13
)
ANSWERS = {
    "200": 'Taken. Any 2xx will do; a body {"url": ...} says where the article stands at the receiver\'s.',
    "410": "No more of these: the channel is switched off.",
    "429": "Later: Retry-After is honoured.",
}


def openapi() -> dict[str, Any]:
    """What is pulled, and what a receiver answers to. Addresses are below the newsroom's own."""
    # Once through JSON: ninja's keys are numbers where JSON has text.
    found: dict[str, Any] = json.loads(json.dumps(api.get_openapi_schema(path_prefix="/v1/")))
    components = found["components"]["schemas"]
    event = {"$ref": file_name("event")}
    components["ChangesAnswer"]["properties"]["items"]["items"] = event
    found["paths"]["/v1/publications/{publication}"]["get"]["responses"]["200"]["content"] = {
        "application/json": {"schema": event}
    }
    for operations in found["paths"].values():
        for operation in operations.values():
            if refused := operation["responses"].get("422"):
                refused["description"] = REFUSED
    return {**found, "servers": [{"url": ".."}], "webhooks": {"event": {"post": _webhook(event)}}}


def _webhook(event: dict[str, str]) -> dict[str, Any]:
    kinds = ("application/json", "application/cloudevents+json")
    return {
        "summary": "Something was published, changed or withdrawn",
        "description": "Signed by Standard Webhooks (https://www.standardwebhooks.com).",
        "operationId": "receive",
        "security": [],
        "parameters": [
            {
                "name": name,
                "in": "header",
                "required": True,
                "description": text,
                "schema": {"type": "string"},
            }
            for name, text in HEADERS.items()
        ],
        "requestBody": {"required": True, "content": {kind: {"schema": event} for kind in kinds}},
        "responses": {status: {"description": text} for status, text in ANSWERS.items()},
    }
