"""AsyncAPI 3: what is pushed."""

from typing import Any

from .names import VERSIONS, file_name

HEADERS = {
    "webhook-id": "Of the delivery, the same for every try",
    "webhook-timestamp": "Of the try, in seconds since 1970",
    "webhook-signature": "v1,<base64> by a secret, v1a,<base64> by an ed25519 key: one for each that is"
    " valid, with spaces between",
    "newswire-sequence": "Of the event, for routing without parsing: it is not signed",
    "newswire-version": "Of the publication, likewise",
}


def asyncapi() -> dict[str, Any]:
    return {
        "asyncapi": "3.0.0",
        "info": {
            "title": "Newswire",
            "version": str(VERSIONS["event"]),
            "description": "Each event holds the whole present state of one publication.",
        },
        "defaultContentType": "application/json",
        "channels": {
            "receiver": {
                "address": None,
                "description": "The address of one downstream site, as its channel has it.",
                "messages": {"event": {"$ref": "#/components/messages/event"}},
            }
        },
        "operations": {
            "announce": {
                "action": "send",
                "summary": "Something was published, changed or withdrawn",
                "channel": {"$ref": "#/channels/receiver"},
                "messages": [{"$ref": "#/channels/receiver/messages/event"}],
            }
        },
        "components": {
            "messages": {
                "event": {
                    "name": "event",
                    "title": "An event, signed by Standard Webhooks",
                    "contentType": "application/json",
                    "headers": {
                        "type": "object",
                        "required": list(HEADERS),
                        "properties": {
                            name: {"type": "string", "description": text} for name, text in HEADERS.items()
                        },
                    },
                    "payload": {"$ref": file_name("event")},
                }
            }
        },
    }
