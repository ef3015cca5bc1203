"""The official packages of CloudEvents and Standard Webhooks, in two languages, as judges of messages."""

import json
import subprocess
import time
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from cloudevents.core.bindings.http import HTTPMessage, from_structured
from cloudevents.core.formats.json import JSONFormat
from services.sender import SAMPLE_SECRET
from standardwebhooks.webhooks import Webhook, WebhookVerificationError

from newswire.publisher.signing import SigningKey, sign
from support import npm

OLD_SECRET = "whsec_" + "b2xkLXNlY3JldC1vbGQtc2VjcmV0LW9sZC1zZWNyZXQ="
TYPE = "application/cloudevents+json"
READ = ("id", "type", "subject", "sequence", "data")
SCRIPT = """
import { readFileSync } from "node:fs";
import { HTTP } from "cloudevents";
import { Webhook } from "standardwebhooks";

const { secret, messages } = JSON.parse(readFileSync(process.argv[2]));
const webhook = new Webhook(secret);
const read = ({ headers, body }) => {
  try {
    webhook.verify(body, headers);
    const structured = { ...headers, "content-type": "application/cloudevents+json" };
    const event = HTTP.toEvent({ headers: structured, body });
    event.validate();
    let refused = false;
    try { webhook.verify(body + " ", headers); } catch { refused = true; }
    const { id, type, subject, sequence, data } = event;
    return { id, type, subject, sequence, data, refused };
  } catch (error) { return { error: String(error) }; }
};
console.log(JSON.stringify(messages.map(read)));
"""


def signed(body: bytes) -> dict[str, Any]:
    """A message as it is sent, while its secret is being replaced."""
    at = int(time.time())
    keys = [SigningKey.parse(SAMPLE_SECRET), SigningKey.parse(OLD_SECRET)]
    headers = {
        "webhook-id": "nw_e1_7",
        "webhook-timestamp": str(at),
        "webhook-signature": sign(keys, "nw_e1_7", at, body),
    }
    return {"headers": headers, "body": body.decode()}


def in_python(messages: Sequence[Mapping[str, Any]]) -> list[str]:
    """What is wrong with them."""
    return _complaints(messages, [_read_in_python(one) for one in messages])


def in_node(messages: Sequence[Mapping[str, Any]], folder: Path) -> list[str]:
    """What is wrong with them; `folder` is for the script and what it reads."""
    npm.needs("node", "it runs the official packages for JavaScript")
    modules = npm.packages("official", "cloudevents@10", "standardwebhooks@1") / "node_modules"
    folder.mkdir(exist_ok=True)
    if not (folder / "node_modules").exists():
        (folder / "node_modules").symlink_to(modules)
    (folder / "check.mjs").write_text(SCRIPT)
    (folder / "given.json").write_text(json.dumps({"secret": SAMPLE_SECRET, "messages": messages}))
    command = ["node", "check.mjs", "given.json"]
    ran = subprocess.run(command, cwd=folder, capture_output=True, text=True, timeout=240)
    assert ran.returncode == 0, ran.stderr
    return _complaints(messages, json.loads(ran.stdout))


def _read_in_python(sent: Mapping[str, Any]) -> dict[str, Any]:
    try:
        for secret in (SAMPLE_SECRET, OLD_SECRET):
            verified = Webhook(secret).verify(sent["body"], sent["headers"])
        message = HTTPMessage({"content-type": TYPE}, sent["body"].encode())
        event = from_structured(message, JSONFormat())
    except Exception as error:
        return {"error": repr(error)}
    found = {**event.get_attributes(), "data": event.get_data()}
    if found["data"] != verified["data"]:
        return {"error": "the two packages read different data"}
    return {**{name: found[name] for name in READ}, "refused": _is_refused(sent)}


def _is_refused(sent: Mapping[str, Any]) -> bool:
    """With a byte more."""
    try:
        Webhook(SAMPLE_SECRET).verify(sent["body"] + " ", sent["headers"])
    except WebhookVerificationError:
        return True
    return False


def _complaints(messages: Sequence[Mapping[str, Any]], read: list[dict[str, Any]]) -> list[str]:
    found = []
    for sent, seen in zip(messages, read, strict=True):
        body = json.loads(sent["body"])
        name = f"{body.get('type')} of {body.get('subject')}"
        if "error" in seen:
            found.append(f"{name}: {seen['error']}")
        elif not seen["refused"]:
            found.append(f"{name}: a changed body is taken")
        else:
            found += [f"{name}: {one} is read otherwise" for one in READ if seen[one] != body[one]]
    return found
