"""Has anybody here changed a page since we wrote it? Told by what it says, not by who saved it."""

import hashlib
import json
import re
from typing import Any

FIELDS = (
    "title",
    "kicker",
    "summary",
    "lead_picture",
    "lead_alt_text",
    "lead_caption",
    "lead_credit",
    "dateline",
    "source_organisation",
    "canonical_url",
    "body",
)
# The editor's own marks, which it adds when an unchanged text is saved.
MARKS = re.compile(r' data-block-key=\\*"[^"\\]*\\*"')


def fingerprint(page: Any) -> str:
    """Of a page's row, or of a revision as an object."""
    data = page.serializable_data()
    said = {name: data.get(name) for name in FIELDS}
    # PostgreSQL gives back the members of its blocks in an order of its own.
    said["body"] = json.loads(said["body"] or "[]")
    said["topics"] = [row["topic"] for row in data.get("article_topics", [])]
    said["authors"] = [row["author"] for row in data.get("article_authors", [])]
    text = MARKS.sub("", json.dumps(said, sort_keys=True, default=str))
    return hashlib.sha256(text.encode()).hexdigest()
