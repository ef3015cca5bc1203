"""The wire, described once: from these classes come JSON Schemas, OpenAPI and AsyncAPI.

Served under `schemas/` beside the feed, and kept in docs/schemas. Within a version receivers may rely
on everything: only what they ignore may be added, which tests hold. What breaks that is a new
version, and a new event type.
"""
