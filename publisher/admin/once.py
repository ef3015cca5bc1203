"""What the next page shows, once, to whoever made it: it waits in their session meanwhile."""

import base64
from typing import Any

from newswire.publisher import secrets

SECRET = "newswire_show_secret"  # noqa: S105 - the id of a channel whose secret is to be shown
TRIGGER_SECRET = "newswire_show_trigger_secret"  # noqa: S105 - likewise of a trigger
EXCHANGE = "newswire_exchange"  # the last test of a channel
FEED = "newswire_feed"  # a token of the feed that was just made
PORTAL = "newswire_portal"  # a link for developers that was just made


def keep(session: Any, key: str, channel_pk: int, plain: str) -> None:
    """Sealed: a session may lie in the database, and of these two it keeps only digests."""
    key_id, sealed = secrets.seal(plain)
    session[key] = {"channel": channel_pk, "key": key_id, "sealed": base64.b64encode(sealed).decode()}


def take(session: Any, key: str, channel_pk: int) -> str:
    """What was kept for this channel; empty where nothing was, or where its key is gone."""
    kept = session.pop(key, None)
    if not kept or kept["channel"] != channel_pk:
        return ""
    try:
        return secrets.unseal(kept["key"], base64.b64decode(kept["sealed"]))
    except secrets.SecretError:
        return ""
