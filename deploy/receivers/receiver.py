"""Receives news from Newswire. One file, Python 3.11 or newer, nothing to install.

    gunicorn receiver:wsgi            any WSGI server
    uvicorn receiver:asgi             any ASGI server
    python receiver.py serve          for trying it out
    python receiver.py catch-up       reads what was missed

Settings, in the environment:

    NEWSWIRE_SECRET    whsec_..., several with a space between them while one is replaced
    NEWSWIRE_STORE     the SQLite file; news.sqlite3 where it is not set
    NEWSWIRE_ADDRESS   where an article stands on your site: https://site.example/{lang}/{id}
    NEWSWIRE_FEED      https://newsroom.example/newswire/v1/changes
    NEWSWIRE_TOKEN     nwt_..., the token of your channel

Store is what you replace: three methods write, two read. Everything else stays as it is.
"""

import asyncio
import base64
import hashlib
import hmac
import json
import os
import re
import sqlite3
import sys
import time
import urllib.error
import urllib.parse
import urllib.request
from contextlib import closing, contextmanager

LARGEST = 8 * 1024 * 1024  # bytes of one body
TOLERANCE = 300  # seconds that a timestamp may lie off, either way
UUID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")


class Refused(Exception):
    def __init__(self, reason, status=400):
        super().__init__(reason)
        self.status = status


class Store:
    """What is held of each article. Yours has the same methods, on your own tables."""

    def __init__(self, path):
        self.path = path
        with self._open() as db:
            db.execute("CREATE TABLE IF NOT EXISTS news (id PRIMARY KEY, version, state, lang, data)")
            db.execute("CREATE TABLE IF NOT EXISTS marks (name PRIMARY KEY, text)")

    def apply(self, data):
        """The rule, as one statement: it also holds where two versions come at the same moment.
        Returns the version that is held now."""
        row = (data["id"], data["version"], data["state"], data.get("lang"), json.dumps(data))
        with self._open() as db:
            db.execute(
                "INSERT INTO news VALUES (?, ?, ?, ?, ?) ON CONFLICT (id) DO UPDATE SET"
                " version = excluded.version, state = excluded.state, lang = excluded.lang,"
                " data = excluded.data WHERE excluded.version > news.version",
                row,
            )
            return db.execute("SELECT version FROM news WHERE id = ?", row[:1]).fetchone()[0]

    def held(self, id):
        """The version that is held of an article; None where nothing is."""
        with self._open() as db:
            found = db.execute("SELECT version FROM news WHERE id = ?", (id,)).fetchone()
        return found and found[0]

    def live(self):
        """The version of everything that is shown, by id."""
        with self._open() as db:
            return dict(db.execute("SELECT id, version FROM news WHERE state = 'live'"))

    def remove(self, id, version):
        """Takes away what the feed does not know, unless it was sent anew meanwhile."""
        with self._open() as db:
            gone = json.dumps({"id": id, "version": version, "state": "gone"})
            db.execute(
                "UPDATE news SET state = 'gone', data = ? WHERE id = ? AND version = ?", (gone, id, version)
            )

    def mark(self, name, text=None):
        """Reads a text that is kept under this name, or keeps it."""
        with self._open() as db:
            if text is not None:
                db.execute("REPLACE INTO marks VALUES (?, ?)", (name, text))
            found = db.execute("SELECT text FROM marks WHERE name = ?", (name,)).fetchone()
        return found[0] if found else ""

    @contextmanager
    def _open(self):
        with closing(sqlite3.connect(self.path, timeout=20)) as db, db:
            yield db


def receive(headers, body, store):
    """(status, answer) of one webhook. `headers` have lower-case names; `body` is bytes, as they came."""
    try:
        verify(headers, body, os.environ.get("NEWSWIRE_SECRET", "").split())
        data = data_of(body)
    except Refused as refused:
        return refused.status, {"error": str(refused)}
    if data["state"] not in ("live", "gone"):
        return 200, {"version": store.held(data["id"])}
    answer = {"version": store.apply(data)}
    pattern = os.environ.get("NEWSWIRE_ADDRESS")
    if pattern and data["state"] == "live":
        lang = urllib.parse.quote(str(data.get("lang") or ""), safe="")
        answer["url"] = pattern.replace("{lang}", lang).replace("{id}", data["id"])
    return 200, answer


def verify(headers, body, secrets):
    """Raises Refused unless one of the secrets has signed these bytes within the last five minutes."""
    if not secrets:
        raise Refused("NEWSWIRE_SECRET is not set", 503)
    id, sent, given = (headers.get(f"webhook-{name}", "") for name in ("id", "timestamp", "signature"))
    if not (id and sent.isascii() and sent.isdigit() and len(sent) < 13):
        raise Refused("webhook-id or webhook-timestamp is missing")
    if abs(time.time() - int(sent)) > TOLERANCE:
        raise Refused("the timestamp is more than five minutes off")
    signed = f"{id}.{sent}.".encode("latin-1", "replace") + body
    tokens = [token.encode("latin-1", "replace") for token in given.split()[:20]]
    for secret in secrets:
        key = base64.b64decode(secret.removeprefix("whsec_"))
        wanted = b"v1," + base64.b64encode(hmac.digest(key, signed, hashlib.sha256))
        if any(hmac.compare_digest(wanted, token) for token in tokens):
            return
    raise Refused("no signature matches", 401)


def data_of(body):
    """The article's present state. Raises Refused where the body is not what Newswire sends."""
    try:
        data = json.loads(body)["data"]
        fit = UUID.fullmatch(data["id"]) and type(data["version"]) is int and isinstance(data["state"], str)
    except (ValueError, LookupError, TypeError, RecursionError):
        raise Refused("the body is not what Newswire sends") from None
    if not (fit and 0 <= data["version"] < 2**63):
        raise Refused("id, version or state is not what Newswire sends")
    return data


def catch_up(store):
    """Reads the feed from where it was left, from its beginning where nothing was. Returns how many were met.

    From the beginning, what the feed does not have as live is gone; until its end is reached the cursor is
    not kept, so that a reader who broke off begins again.
    """
    cursor, count = store.mark("cursor"), 0
    before, met, whole = store.live() if not cursor else {}, set(), not cursor
    while True:
        page = _ask(cursor)
        if page is None:  # the filter or the newsroom's epoch has changed
            cursor, before, met, whole = "", store.live(), set(), True
            continue
        for data in (data_of(json.dumps(item)) for item in page["items"]):
            count += 1
            met.add(data["id"])
            _take(store, data)
        cursor = page["next"]
        if page["upToDate"] or not whole:
            store.mark("cursor", cursor)
        if page["upToDate"]:
            break
    for id, version in before.items() if whole else ():
        if id not in met:
            store.remove(id, version)
    return count


def _take(store, data):
    """The rule; the feed has the latest alone, so what is in any other state, not public yet, is shown no
    longer."""
    held = store.held(data["id"])
    if data["state"] in ("live", "gone"):
        store.apply(data)
    elif held is not None and held < data["version"]:
        store.remove(data["id"], held)


def _ask(cursor):
    """A page of the feed; None where the cursor is no longer good."""
    address = f"{os.environ['NEWSWIRE_FEED']}?{urllib.parse.urlencode({'after': cursor})}"
    headers = {"Authorization": f"Bearer {os.environ['NEWSWIRE_TOKEN']}"}
    try:
        with urllib.request.urlopen(urllib.request.Request(address, headers=headers), timeout=60) as answer:
            return json.load(answer)
    except urllib.error.HTTPError as error:
        if error.code == 410 and cursor:
            return None
        raise


def opened():
    return Store(os.environ.get("NEWSWIRE_STORE") or "news.sqlite3")


def wsgi(environ, start_response):
    """POST only; the path is yours to choose."""
    stream, length = environ["wsgi.input"], environ.get("CONTENT_LENGTH") or "0"
    if environ["REQUEST_METHOD"] != "POST":
        status, answer = 405, {"error": "POST it"}
    elif not length.isdigit() or int(length) > LARGEST:
        # Read to its end, so that the sender sees the answer and not a broken connection.
        while length.isdigit() and int(length) < 8 * LARGEST and stream.read(65536):
            pass
        status, answer = 413, {"error": "the body is too large"}
    else:
        headers = {
            name[5:].lower().replace("_", "-"): text for name, text in environ.items() if name[:5] == "HTTP_"
        }
        status, answer = receive(headers, stream.read(int(length)), opened())
    content = json.dumps(answer).encode()
    sent = [("Content-Type", "application/json"), ("Content-Length", str(len(content)))]
    start_response(f"{status} {'OK' if status == 200 else 'Refused'}", sent)
    return [content]


async def asgi(scope, receive_event, send):
    """POST only; the path is yours to choose."""
    if scope["type"] != "http":
        raise NotImplementedError(scope["type"])
    body, more, size = [], True, 0
    while more:
        event = await receive_event()
        if event["type"] == "http.disconnect":
            return
        more, chunk = event.get("more_body", False), event.get("body", b"")
        size += len(chunk)
        body = [*body, chunk] if size <= LARGEST else []
    headers = {name.decode("latin-1").lower(): text.decode("latin-1") for name, text in scope["headers"]}
    if scope["method"] != "POST":
        status, answer = 405, {"error": "POST it"}
    elif size > LARGEST:
        status, answer = 413, {"error": "the body is too large"}
    else:  # SQLite waits, which the loop must not
        status, answer = await asyncio.to_thread(lambda: receive(headers, b"".join(body), opened()))
    sent = [(b"content-type", b"application/json")]
    await send({"type": "http.response.start", "status": status, "headers": sent})
    await send({"type": "http.response.body", "body": json.dumps(answer).encode()})


def serve(port):
    from wsgiref.simple_server import make_server

    with make_server("127.0.0.1", port, wsgi) as server:
        server.serve_forever()


if __name__ == "__main__":
    match sys.argv[1:]:
        case ["catch-up"]:
            print(catch_up(opened()), "read")
        case ["serve"]:
            serve(int(os.environ.get("PORT", "5000")))
        case _:
            sys.exit(__doc__)
