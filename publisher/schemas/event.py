from typing import Annotated, Literal

from pydantic import Field

from .body import Body, Thin
from .parts import Part, Uuid


class Event(Part):
    """One announcement: a CloudEvent 1.0 in structured JSON, carried by Standard Webhooks."""

    specversion: Literal["1.0"]
    id: Uuid
    source: Annotated[str, Field(description="This newsroom")]
    type: Annotated[str, Field(pattern=r"^newswire\.[a-z_]+\.[a-z_]+\.v1$", description="A hint")]
    subject: Annotated[Uuid, Field(description="The publication")]
    time: Annotated[str, Field(json_schema_extra={"format": "date-time"})]
    datacontenttype: Literal["application/json"]
    dataschema: Annotated[str, Field(json_schema_extra={"format": "uri"})]
    sequence: Annotated[str, Field(pattern=r"^\d+$", description="Orders all events of the newsroom")]
    data: Body | Thin
