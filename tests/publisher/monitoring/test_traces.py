"""One trace from Publish to the receiver; logs with the same keys; secrets in neither."""

import json
import logging
import subprocess
import sys
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from host.tree import Tree
from opentelemetry import trace
from opentelemetry.sdk.trace import ReadableSpan, TracerProvider
from opentelemetry.sdk.trace.export import SimpleSpanProcessor
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter
from pythonjsonlogger.json import JsonFormatter
from services.receiver import Receiver, Reply

from newswire.publisher import deliver, dispatch, secrets, tracing
from newswire.publisher.deliver import pump
from newswire.publisher.models import Channel, Event

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(scope="module")
def exporter() -> InMemorySpanExporter:
    kept = InMemorySpanExporter()
    provider = TracerProvider()
    provider.add_span_processor(SimpleSpanProcessor(kept))
    trace.set_tracer_provider(provider)
    return kept


@pytest.fixture
def spans(exporter: InMemorySpanExporter) -> Iterator[InMemorySpanExporter]:
    exporter.clear()
    yield exporter
    if used := pump._here.__dict__.pop("pump", None):
        used._sender.close()


def named(spans: InMemorySpanExporter, name: str) -> list[ReadableSpan]:
    return [span for span in spans.get_finished_spans() if span.name == name]


def test_one_trace_from_publish_to_the_receiver(
    tree: Tree, channel: Callable[..., Channel], receiver: Receiver, spans: InMemorySpanExporter
) -> None:
    channel(receiver.url)
    with trace.get_tracer("editor").start_as_current_span("POST /admin/pages/3/edit/") as press:
        tree.published("Harbour reopens")
    dispatch.run()
    deliver.run()
    (announced,) = named(spans, "newswire announce")
    (sent,) = named(spans, "newswire send")
    pressed = press.get_span_context()
    assert announced.parent and announced.parent.span_id == pressed.span_id
    assert sent.parent and sent.parent.span_id == announced.context.span_id
    told = receiver.requests[0].headers["traceparent"]
    assert told.startswith(f"00-{pressed.trace_id:032x}-{sent.context.span_id:016x}-")
    assert sent.attributes and sent.attributes["newswire.outcome"] == "delivered"
    assert Event.objects.get().traceparent.split("-")[2] == f"{announced.context.span_id:016x}"


def test_each_try_is_a_span_of_the_same_trace(
    tree: Tree, channel: Callable[..., Channel], receiver: Receiver, spans: InMemorySpanExporter
) -> None:
    receiver.answer = lambda request: Reply(status=503)
    channel(receiver.url)
    with trace.get_tracer("editor").start_as_current_span("publish"):
        tree.published("Harbour reopens")
    dispatch.run()
    deliver.run()
    (failed,) = named(spans, "newswire send")
    assert failed.attributes
    assert failed.attributes["newswire.error"] == "server_error"
    assert failed.attributes["newswire.status"] == 503


def test_without_a_span_nothing_is_traced(
    channel: Callable[..., Channel],
    published: Callable[..., Any],
    receiver: Receiver,
    spans: InMemorySpanExporter,
) -> None:
    channel(receiver.url)
    published()
    deliver.run()
    assert "traceparent" not in receiver.requests[0].headers
    assert not spans.get_finished_spans()
    assert Event.objects.get().traceparent == ""


def test_a_worker_without_opentelemetry_passes_on_what_the_web_stored(
    tree: Tree,
    channel: Callable[..., Channel],
    receiver: Receiver,
    spans: InMemorySpanExporter,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    channel(receiver.url)
    with trace.get_tracer("editor").start_as_current_span("publish") as press:
        tree.published("Harbour reopens")
    monkeypatch.setattr(tracing, "trace", None)
    dispatch.run()
    deliver.run()
    assert f"{press.get_span_context().trace_id:032x}" in receiver.requests[0].headers["traceparent"]


def test_opentelemetry_is_not_needed() -> None:
    code = (
        "import sys; sys.modules['opentelemetry'] = None\n"
        "from newswire.publisher import tracing\n"
        "with tracing.step('x', '00-1-1-01'): print(repr(tracing.present()), tracing.begin('x', 'y'))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True)
    assert done.stdout.strip() == "'' None", done.stderr


def test_logs_hold_the_same_keys_and_nothing_secret(
    tree: Tree,
    channel: Callable[..., Channel],
    receiver: Receiver,
    spans: InMemorySpanExporter,
    caplog: pytest.LogCaptureFixture,
) -> None:
    receiver.answer = lambda request: Reply(status=500, body=b"their secret answer")
    site = channel(f"{receiver.url}?key=hunter2")
    caplog.set_level(logging.INFO)
    with trace.get_tracer("editor").start_as_current_span("publish"):
        tree.published("Harbour reopens")
    dispatch.run()
    deliver.run()
    lines = [
        json.loads(JsonFormatter().format(record))
        for record in caplog.records
        if record.name.startswith("newswire")
    ]
    (announced,) = [line for line in lines if line["message"].startswith("announced")]
    (failed,) = [line for line in lines if line["message"].startswith("not sent")]
    assert failed["channel"] == site.pk
    assert (failed["outcome"], failed["error"], failed["status"]) == ("retry", "server_error", 500)
    assert failed["publication"] == announced["publication"]
    assert failed["event"] == announced["event"]
    assert failed["traceparent"] == announced["traceparent"]
    everything = json.dumps(lines) + json.dumps([s.to_json() for s in spans.get_finished_spans()])
    secret = secrets.valid(site)[0]
    for forbidden in ("hunter2", "their secret answer", "Harbour reopens", receiver.url, str(secret)):
        assert forbidden not in everything
