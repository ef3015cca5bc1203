"""A small downstream site in a process of its own: docs/receive.md's rule on a SQLite file.

`python site.py serve DATABASE SECRET` prints its port; `python site.py catch-up DATABASE FEED TOKEN`
reads the feed from where this database stands, and keeps the cursor.
"""

import json
import sqlite3
import sys
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.error import HTTPError
from urllib.parse import urlencode, urljoin
from urllib.request import Request, urlopen

from standardwebhooks.webhooks import Webhook, WebhookVerificationError

TABLES = """
    CREATE TABLE IF NOT EXISTS page (id TEXT PRIMARY KEY, version INTEGER, state TEXT, body BLOB);
    CREATE TABLE IF NOT EXISTS place (cursor TEXT);
"""
LIMIT = 7  # items a request: a catch-up takes many


def opened(path: str) -> sqlite3.Connection:
    database = sqlite3.connect(path, timeout=20)
    database.executescript(TABLES)
    return database


def apply(database: sqlite3.Connection, body: bytes) -> None:
    """A higher version wins, live or gone; anything else is ignored."""
    data = json.loads(body)["data"]
    database.execute(
        "INSERT INTO page VALUES (?, ?, ?, ?) ON CONFLICT (id) DO UPDATE SET version = excluded.version,"
        " state = excluded.state, body = excluded.body WHERE excluded.version > page.version",
        [data["id"], data["version"], data["state"], body],
    )


def serve(path: str, secret: str) -> None:
    class Hook(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["content-length"]))
            status = 204
            try:
                Webhook(secret).verify(body, dict(self.headers))
            except WebhookVerificationError:
                status = 401
            else:
                with opened(path) as database:
                    apply(database, body)
            self.send_response(status)
            self.send_header("content-length", "0")
            self.end_headers()

        def log_message(self, *args: object) -> None:
            """Says nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", int(sys.argv[4])), Hook)
    print(server.server_port, flush=True)
    server.serve_forever()


def catch_up(path: str, feed: str, token: str) -> None:
    database = opened(path)
    [cursor] = database.execute("SELECT cursor FROM place").fetchone() or [""]
    until_now = False
    while not until_now:
        address = f"{feed}?{urlencode({'after': cursor, 'limit': LIMIT})}"
        try:
            raw = urlopen(Request(address, headers={"authorization": f"Bearer {token}"})).read()
        except HTTPError as error:
            if error.code != 410:
                raise
            feed, cursor = urljoin(feed, json.load(error)["snapshot"]), ""
            continue
        answer = json.loads(raw)
        for body in bodies(raw):
            apply(database, body)
        cursor, until_now = answer["next"], answer["upToDate"]
    database.execute("DELETE FROM place")
    database.execute("INSERT INTO place VALUES (?)", [cursor])
    database.commit()


def bodies(raw: bytes) -> list[bytes]:
    """Each item as it stands in the answer, byte for byte."""
    text, decoder = raw.decode(), json.JSONDecoder()
    place, found = text.index("[") + 1, []
    while text[place] != "]":
        _, end = decoder.raw_decode(text, place)
        found.append(text[place:end].encode())
        place = end + (text[end] == ",")
    return found


if __name__ == "__main__":
    {"serve": serve, "catch-up": catch_up}[sys.argv[1]](*sys.argv[2 : 5 if sys.argv[1] == "catch-up" else 4])
