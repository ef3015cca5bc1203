"""Under the official packages of CloudEvents and Standard Webhooks, in two languages."""

import json
import subprocess
import time
from pathlib import Path
from typing import Any

import pytest
from cloudevents.core.bindings.http import HTTPMessage, from_structured
from cloudevents.core.formats.json import JSONFormat
from services.sender import SAMPLE_SECRET
from standardwebhooks.webhooks import Webhook, WebhookVerificationError
from support import npm
from support.profile_contract import STATES, written

from newswire.publisher import profiles
from newswire.publisher.signing import SigningKey, sign

CLOUDEVENTS = profiles.get("cloudevents")
OLD_SECRET = "whsec_" + "b2xkLXNlY3JldC1vbGQtc2VjcmV0LW9sZC1zZWNyZXQ="
SCRIPT = """
import { readFileSync } from "node:fs";
import { HTTP } from "cloudevents";
import { Webhook } from "standardwebhooks";

const { secret, messages } = JSON.parse(readFileSync(process.argv[2]));
const webhook = new Webhook(secret);
const seen = messages.map(({ headers, body }) => {
  webhook.verify(body, headers);
  const structured = { ...headers, "content-type": "application/cloudevents+json" };
  const event = HTTP.toEvent({ headers: structured, body });
  event.validate();
  let refused = false;
  try { webhook.verify(body + " ", headers); } catch { refused = true; }
  return { id: event.id, type: event.type, subject: event.subject, sequence: event.sequence,
           time: event.time, data: event.data, refused };
});
console.log(JSON.stringify(seen));
"""


def message(name: str, mode: str) -> dict[str, Any]:
    at = int(time.time())
    body = written(CLOUDEVENTS, STATES[name], mode)
    keys = [SigningKey.parse(SAMPLE_SECRET), SigningKey.parse(OLD_SECRET)]
    headers = {
        "webhook-id": "nw_e1_7",
        "webhook-timestamp": str(at),
        "webhook-signature": sign(keys, "nw_e1_7", at, body),
    }
    return {"headers": headers, "body": body.decode()}


CASES = [(name, mode) for name in STATES for mode in ("full", "thin")]


@pytest.mark.parametrize(("name", "mode"), CASES)
def test_in_python(name: str, mode: str) -> None:
    sent = message(name, mode)
    for secret in (SAMPLE_SECRET, OLD_SECRET):
        verified = Webhook(secret).verify(sent["body"], sent["headers"])
        with pytest.raises(WebhookVerificationError):
            Webhook(secret).verify(sent["body"] + " ", sent["headers"])
    headers = {"content-type": "application/cloudevents+json"}
    event = from_structured(HTTPMessage(headers, sent["body"].encode()), JSONFormat())
    assert event.get_data() == verified["data"]
    assert event.get_subject() == STATES[name]["id"]
    assert event.get_extension("sequence") == str(2**40)


def test_in_node(tmp_path: Path) -> None:
    npm.needs("node", "it runs the official packages for JavaScript")
    folder = npm.packages("official", "cloudevents@10", "standardwebhooks@1")
    (tmp_path / "node_modules").symlink_to(folder / "node_modules")
    (tmp_path / "check.mjs").write_text(SCRIPT)
    messages = [message(name, mode) for name, mode in CASES]
    given = {"secret": SAMPLE_SECRET, "messages": messages}
    (tmp_path / "given.json").write_text(json.dumps(given))
    ran = subprocess.run(
        ["node", "check.mjs", "given.json"], cwd=tmp_path, capture_output=True, text=True, timeout=60
    )
    assert ran.returncode == 0, ran.stderr
    seen = json.loads(ran.stdout)
    assert len(seen) == len(CASES)
    for event, sent in zip(seen, messages, strict=True):
        body = json.loads(sent["body"])
        assert event["refused"] is True
        assert [event[name] for name in ("id", "type", "subject", "sequence", "data")] == [
            body[name] for name in ("id", "type", "subject", "sequence", "data")
        ]
