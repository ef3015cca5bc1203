"""A translation service on a port of its own, which answers as a test tells it to."""

import json
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest

SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"
TOKEN = "let-me-in"


@dataclass
class Service:
    url: str = ""
    status: int = 200
    answer: Callable[[list[dict[str, str]]], Any] = lambda texts: [
        one["text"].replace(">See", ">Voir") if one["format"] == "xml" else f"F:{one['text']}"
        for one in texts
    ]
    seen: list[tuple[dict[str, str], bytes]] = field(default_factory=list)

    def asked(self) -> Any:
        return json.loads(self.seen[-1][1])


@pytest.fixture
def service(settings: Any) -> Iterator[Service]:
    found = Service()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["content-length"]))
            found.seen.append(({name.lower(): value for name, value in self.headers.items()}, body))
            answer = found.answer(json.loads(body)["texts"]) if found.status == 200 else None
            content = answer if isinstance(answer, bytes) else json.dumps({"texts": answer}).encode()
            self.send_response(found.status)
            self.send_header("content-length", str(len(content)))
            self.end_headers()
            self.wfile.write(content)

        def log_message(self, *args: Any) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    found.url = f"http://127.0.0.1:{server.server_port}/translate"
    settings.NEWSWIRE_MACHINE_TRANSLATOR = {
        "BACKEND": "newswire.publisher.translating.machine.http.HttpTranslator",
        "OPTIONS": {"url": found.url, "label": "Service", "token": TOKEN, "secret": SECRET},
    }
    yield found
    server.shutdown()
    server.server_close()
    thread.join()
