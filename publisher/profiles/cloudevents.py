import json
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any, ClassVar
from uuid import UUID

from newswire.publisher.schemas.names import file_name

from .base import Envelope


class CloudEvents:
    """CloudEvents 1.0, structured JSON in UTF-8 (cloudevents.io).

    The sequence is text, as its extension has it: CloudEvents' own integers end at 32 bits.
    """

    name: ClassVar[str] = "cloudevents"
    # A channel may choose application/cloudevents+json instead; the bytes are the same.
    content_type: ClassVar[str] = "application/json"

    def wrap(self, envelope: Envelope, data: Mapping[str, Any]) -> bytes:
        schemas = envelope.schemas or f"{envelope.source}schemas/"
        event = {
            "specversion": "1.0",
            "id": str(envelope.id),
            "source": envelope.source,
            "type": envelope.type,
            "subject": envelope.subject,
            "time": envelope.time.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z"),
            "datacontenttype": "application/json",
            "dataschema": f"{schemas}{file_name(envelope.schema)}",
            "sequence": str(envelope.sequence),
            "data": data,
        }
        return json.dumps(event, ensure_ascii=False, separators=(",", ":")).encode()


def read(body: bytes) -> tuple[Envelope, dict[str, Any]]:
    """What `wrap` wrote: envelope and data. Raises ValueError, KeyError or TypeError for other bytes."""
    event = json.loads(body)
    data = event["data"]
    envelope = Envelope(
        id=UUID(event["id"]),
        type=event["type"],
        source=event["source"],
        subject=event["subject"],
        time=datetime.fromisoformat(event["time"]),
        sequence=int(event["sequence"]),
        stands_for=tuple(data.get("fallbackFor", ())),
    )
    return envelope, data
