"""One trace from the press of Publish to the receiver: OpenTelemetry where the project has it installed.

A publish and its sending happen in different processes, hours apart perhaps, so the place where the next
span belongs is stored with the publication and its event, as a W3C `traceparent`. Spans name rows by their
ids and hold no body, address or secret. Without the package `opentelemetry-api` nothing here does anything.
"""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

try:
    from opentelemetry import trace
    from opentelemetry.trace.propagation.tracecontext import TraceContextTextMapPropagator
except ImportError:  # an extra: wagtail-newswire[traces]
    trace = None  # type: ignore[assignment]  # else a module

LENGTH = 55  # characters of a `traceparent`: version, trace, span and flags
HEADER = "traceparent"

Span = Any  # an OpenTelemetry span; None where nothing is traced


def present() -> str:
    """The `traceparent` of the span that is open here; empty where none is."""
    if trace is None or not trace.get_current_span().get_span_context().is_valid:
        return ""
    carrier: dict[str, str] = {}
    TraceContextTextMapPropagator().inject(carrier)
    return carrier.get(HEADER, "")[:LENGTH]


@contextmanager
def step(name: str, parent: str, **attributes: str | int) -> Iterator[None]:
    """What is done inside is a span below `parent`; nothing where that is empty."""
    span = begin(name, parent, **attributes)
    if span is None:
        yield
        return
    with trace.use_span(span, end_on_exit=True):
        yield


def begin(name: str, parent: str, **attributes: str | int) -> Span:
    """A span below `parent` that `end` ends; None where nothing is traced."""
    if trace is None or not parent:
        return None
    above = TraceContextTextMapPropagator().extract({HEADER: parent})
    kind = trace.SpanKind.PRODUCER
    return trace.get_tracer("newswire").start_span(name, above, kind, _named(attributes))


def end(span: Span, **attributes: str | int) -> None:
    if span is not None:
        span.set_attributes(_named(attributes))
        span.end()


def parent_of(span: Span, otherwise: str) -> str:
    """The `traceparent` that a receiver continues: the span's, else the one stored with the event."""
    if span is None or not span.get_span_context().is_valid:
        return otherwise
    with trace.use_span(span):
        return present()


def _named(attributes: Mapping[str, str | int]) -> dict[str, str | int]:
    return {f"newswire.{name}": value for name, value in attributes.items()}
