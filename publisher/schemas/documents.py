"""Every document as it is served and kept: by file name."""

from typing import Any

from pydantic import BaseModel
from pydantic.json_schema import GenerateJsonSchema
from pydantic_core import core_schema

from .asyncapi import asyncapi
from .body import Body, Thin
from .event import Event
from .names import file_name
from .openapi import openapi

MODELS: dict[str, type[BaseModel]] = {"body": Body, "thin": Thin, "event": Event}
DIALECT = "https://json-schema.org/draft/2020-12/schema"


class Plain(GenerateJsonSchema):
    """Without titles that repeat a name, and without defaults: what is not there is not there."""

    def field_title_should_be_set(self, schema: Any) -> bool:
        return False

    def default_schema(self, schema: core_schema.WithDefaultSchema) -> dict[str, Any]:
        return self.generate_inner(schema["schema"])


def schemas() -> dict[str, dict[str, Any]]:
    """The JSON Schemas alone."""
    return {
        file_name(name): {
            "$schema": DIALECT,
            **model.model_json_schema(mode="serialization", schema_generator=Plain),
        }
        for name, model in MODELS.items()
    }


def documents() -> dict[str, dict[str, Any]]:
    """OpenAPI and AsyncAPI refer to the schemas by name: they lie in the same place."""
    return {**schemas(), "openapi.json": openapi(), "asyncapi.json": asyncapi()}
