"""A downstream site that only pulls, and what it is told."""

import hashlib
from typing import Any

from django.test import Client

from newswire.publisher.feed import tokens
from newswire.publisher.models import Channel, Copy, Publication
from support.factories import announce

CHANGES = "/newswire/v1/changes"


class Site:
    """A downstream site that only pulls."""

    def __init__(self, channel: Channel) -> None:
        self.channel = channel
        self.token = tokens.create(channel)
        self.client = Client(headers={"authorization": f"Bearer {self.token}"})
        self.held: dict[str, int] = {}
        self.cursor = ""

    def get(self, path: str, **query: Any) -> Any:
        return self.client.get(path, query)

    def catch_up(self, limit: int = 2) -> int:
        """Follows the feed to its end; how many requests that took."""
        for requests in range(1, 1000):
            answer = self.get(CHANGES, after=self.cursor, limit=limit).json()
            for item in answer["items"]:
                self._apply(item["data"])
            self.cursor = answer["next"]
            if answer["upToDate"]:
                return requests
        raise AssertionError("the feed has no end")

    def _apply(self, data: dict[str, Any]) -> None:
        self.held[data["id"]] = data["version"]
        if data["state"] == "gone":
            del self.held[data["id"]]

    def proof(self) -> str:
        lines = sorted(f"{key} {version}\n" for key, version in self.held.items())
        return hashlib.sha256("".join(lines).encode()).hexdigest()


def tell(publication: Publication, *channels: Channel, gone: bool = False) -> None:
    """One announcement, with the copies that dispatch writes beside the deliveries."""
    for delivery in announce(publication, channels, gone=gone):
        Copy.objects.update_or_create(
            channel=delivery.channel,
            publication=publication,
            defaults={
                "announced_sequence": delivery.event_id,
                "announced_version": delivery.version,
                "announced_state": delivery.event.state,
            },
        )
