"""Standard Webhooks signatures: what we sign, and what we accept from a trigger.

The rules are those of the specification, v1.0.0: signed is `{id}.{timestamp}.{body}`; `v1` is
HMAC-SHA256, `v1a` is ed25519; one header holds every signature, current and old secrets alike.

Three habits of the reference libraries bind the form of the header: `v1` stands first, tokens are
separated by exactly one space, and each has exactly one comma. The Python library raises ValueError
on anything else.
"""

import base64
import binascii
import hashlib
import hmac
import time
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from operator import attrgetter
from typing import Literal, Self

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

Scheme = Literal["v1", "v1a"]

# Seconds a timestamp may lie off, either way: what every reference library allows.
TOLERANCE = 300
# The specification asks for 24 to 64 random bytes.
HMAC_BYTES = range(24, 65)
# A header that long is no signature but an attempt to keep us busy.
MAX_SIGNATURES = 20


class SignatureError(Exception):
    """A message that we cannot take for what it says. `str()` is a reason fit for the caller."""


class MissingHeader(SignatureError):
    """One of the three `webhook-` headers is absent, empty or malformed."""


class StaleTimestamp(SignatureError):
    """The timestamp is further from our clock than the tolerance: a replay, or a wrong clock."""


class BadSignature(SignatureError):
    """No signature in the header was made with a secret that is valid now."""


@dataclass(frozen=True, slots=True)
class SigningKey:
    """A secret ready to sign or verify. `key` is the HMAC secret, or ed25519's 32-byte seed or public key."""

    scheme: Scheme
    key: bytes = field(repr=False)
    public: bool = False

    @classmethod
    def parse(cls, text: str) -> Self:
        """From its serialised form: `whsec_...`, `whsk_...` (seed, or seed and public key), `whpk_...`.

        Raises ValueError, naming no part of the secret, for anything else.
        """
        prefix, _, encoded = text.partition("_")
        try:
            key = base64.b64decode(encoded, validate=True)
        except (binascii.Error, ValueError):
            raise ValueError("The secret is not valid base64.") from None
        match prefix, len(key):
            case "whsec", length if length in HMAC_BYTES:
                return cls("v1", key)
            case "whsk", 32 | 64:
                return cls("v1a", key[:32])
            case "whpk", 32:
                return cls("v1a", key, public=True)
        raise ValueError("The secret has an unknown prefix or a wrong length.")

    def sign(self, content: bytes) -> str:
        """One token of the `webhook-signature` header. Raises ValueError for a public key."""
        if self.public:
            raise ValueError("A public key cannot sign.")
        if self.scheme == "v1":
            signature = hmac.digest(self.key, content, hashlib.sha256)
        else:
            signature = Ed25519PrivateKey.from_private_bytes(self.key).sign(content)
        return f"{self.scheme},{base64.b64encode(signature).decode()}"

    def accepts(self, signature: bytes, content: bytes) -> bool:
        if self.scheme == "v1":
            return hmac.compare_digest(hmac.digest(self.key, content, hashlib.sha256), signature)
        try:
            self._public_key().verify(signature, content)
        except InvalidSignature:
            return False
        return True

    def _public_key(self) -> Ed25519PublicKey:
        if self.public:
            return Ed25519PublicKey.from_public_bytes(self.key)
        return Ed25519PrivateKey.from_private_bytes(self.key).public_key()


def sign(keys: Iterable[SigningKey], webhook_id: str, timestamp: int, body: bytes) -> str:
    """The `webhook-signature` header: every `v1` in the order given, then every `v1a`.

    `timestamp` is in Unix seconds, of this attempt. Raises ValueError where `keys` is empty.
    """
    content = _content(webhook_id, str(timestamp), body)
    tokens = [key.sign(content) for key in sorted(keys, key=attrgetter("scheme"))]
    if not tokens:
        raise ValueError("Nothing to sign with.")
    return " ".join(tokens)


def verify(
    headers: Mapping[str, str],
    body: bytes,
    secrets: Iterable[str],
    tolerance: int = TOLERANCE,
    now: float | None = None,
) -> str:
    """Checks a message that someone signed for us; returns its `webhook-id`.

    `headers` may have names in any case (Django's `request.headers` will do); `secrets` are the
    serialised secrets valid now, newest first. Raises MissingHeader, StaleTimestamp or BadSignature.
    """
    named = {name.lower(): value for name, value in headers.items()}
    webhook_id, timestamp, signatures = (
        _header(named, name) for name in ("webhook-id", "webhook-timestamp", "webhook-signature")
    )
    _check_age(timestamp, tolerance, time.time() if now is None else now)
    content = _content(webhook_id, timestamp, body)
    keys = [SigningKey.parse(secret) for secret in secrets]
    for scheme, signature in _tokens(signatures):
        if any(key.scheme == scheme and key.accepts(signature, content) for key in keys):
            return webhook_id
    raise BadSignature("No signature matches a secret that is valid now.")


def _content(webhook_id: str, timestamp: str, body: bytes) -> bytes:
    return b"%s.%s.%s" % (webhook_id.encode(), timestamp.encode(), body)


def _header(named: Mapping[str, str], name: str) -> str:
    value = named.get(name, "")
    if not value:
        raise MissingHeader(f"The header {name} is missing.")
    return value


def _check_age(timestamp: str, tolerance: int, now: float) -> None:
    # Digits only: float() would also take "1e9", "nan" and "inf".
    if not (timestamp.isascii() and timestamp.isdigit() and len(timestamp) <= 12):
        raise MissingHeader("The header webhook-timestamp is not a number of seconds.")
    if abs(now - int(timestamp)) > tolerance:
        raise StaleTimestamp(f"The timestamp is more than {tolerance} seconds off.")


def _tokens(header: str) -> Iterable[tuple[str, bytes]]:
    """The well-formed signatures of a header; junk between them is skipped, as the npm library does."""
    for token in header.split()[:MAX_SIGNATURES]:
        scheme, _, encoded = token.partition(",")
        try:
            yield scheme, base64.b64decode(encoded, validate=True)
        except (binascii.Error, ValueError):
            continue
