"""Secrets of channels and triggers: made here, shown once, encrypted at rest, rotated with overlap.

AES-256-GCM under a key that each row names. Keys come from NEWSWIRE_SECRET_KEYS, newest first: the
first seals, all open. Without that setting the key is derived from SECRET_KEY, and from
SECRET_KEY_FALLBACKS for what older ones sealed.
"""

import base64
import hashlib
import os
from datetime import timedelta
from functools import lru_cache
from secrets import token_urlsafe
from typing import TYPE_CHECKING, Any, Protocol

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings
from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from . import conf

if TYPE_CHECKING:
    from .models import SealedSecret

NONCE_BYTES = 12
# How long an old secret signs, or is accepted, beside its successor.
OVERLAP = timedelta(hours=24)


class Plain(str):
    """A secret or token in plain text, that no repr shows.

    Django writes the repr of whole template contexts into its debug log, and error reports that of every
    local variable.
    """

    __slots__ = ()

    def __repr__(self) -> str:
        return "'**********'"


class Owner(Protocol):
    """Whoever has secrets: rows of a SealedSecret whose related name is `secrets`."""

    @property
    def secrets(self) -> Any: ...


class SecretError(Exception):
    """A sealed secret that cannot be opened. Says which key is missing, never what was sealed."""


def new_hmac() -> Plain:
    """A fresh `whsec_` secret of 32 random bytes."""
    return Plain(_text("whsec", os.urandom(32)))


def new_ed25519() -> tuple[Plain, str]:
    """A fresh key pair `(whsk_..., whpk_...)`. `whsk_` holds the seed and the public key, as Svix has it."""
    private = Ed25519PrivateKey.generate()
    public = private.public_key().public_bytes_raw()
    return Plain(_text("whsk", private.private_bytes_raw() + public)), _text("whpk", public)


def new_token(prefix: str) -> Plain:
    """A fresh token of 32 random bytes, of which only its `digest` is kept."""
    return Plain(prefix + token_urlsafe(32))


def digest(token: str) -> str:
    """SHA-256, in hex: a token of 256 random bits needs no salt and no slow hash."""
    return hashlib.sha256(token.encode("utf-8", "replace")).hexdigest()


def seal(plain: str) -> tuple[str, bytes]:
    """`(key id, sealed bytes)` under the newest key."""
    key_id, key = next(iter(_keys().items()))
    nonce = os.urandom(NONCE_BYTES)
    return key_id, nonce + AESGCM(key).encrypt(nonce, plain.encode(), key_id.encode())


def unseal(key_id: str, sealed: bytes | memoryview) -> Plain:
    """The plain text. Raises SecretError where the key is unknown, or the bytes are not what it sealed."""
    key = _keys().get(key_id)
    if key is None:
        raise SecretError(f"No key {key_id} in NEWSWIRE_SECRET_KEYS.")
    raw = bytes(sealed)
    try:
        plain = AESGCM(key).decrypt(raw[:NONCE_BYTES], raw[NONCE_BYTES:], key_id.encode())
    except (InvalidTag, ValueError):
        raise SecretError(f"Not sealed with the key {key_id} of NEWSWIRE_SECRET_KEYS.") from None
    return Plain(plain.decode())


def make_secret(owner: Owner, kind: str = "v1") -> Plain:
    """Makes and stores the first current secret of a kind; returns the plain text, to be shown once.

    Raises IntegrityError where there is a current one already: rotate it.
    """
    plain, public = (new_hmac(), "") if kind == "v1" else new_ed25519()
    key_id, sealed = seal(plain)
    owner.secrets.create(kind=kind, key_id=key_id, sealed=sealed, public=public)
    return plain


def rotate(owner: Owner, kind: str = "v1", overlap: timedelta = OVERLAP) -> Plain:
    """Makes a new current secret; the old one stays valid beside it for `overlap`. Returns the new one."""
    now = timezone.now()
    with transaction.atomic():
        current = owner.secrets.select_for_update().filter(kind=kind, expires_at=None)
        current.update(expires_at=now + overlap)
        return make_secret(owner, kind)


def valid(owner: Owner) -> list[Plain]:
    """The plain secrets valid now, newest first: the current ones and those still in their overlap."""
    rows = owner.secrets.filter(Q(expires_at=None) | Q(expires_at__gt=timezone.now()))
    return [unseal(row.key_id, row.sealed) for row in rows.order_by("-created_at", "-pk")]


def rewrap(model: "type[SealedSecret]", dry_run: bool = False) -> int:
    """Seals each stored secret of a model under the newest key; returns how many needed it.

    All or none. Raises SecretError where one cannot be opened.
    """
    newest = next(iter(_keys()))
    with transaction.atomic():
        old = list(model._default_manager.select_for_update().exclude(key_id=newest))
        for row in old:
            row.key_id, row.sealed = seal(unseal(row.key_id, row.sealed))
        if not dry_run:
            model._default_manager.bulk_update(old, ["key_id", "sealed"], batch_size=500)
    return len(old)


def _text(prefix: str, raw: bytes) -> str:
    return f"{prefix}_{base64.b64encode(raw).decode()}"


def _keys() -> dict[str, bytes]:
    """Every key by its id, the one that seals first."""
    named = tuple((key_id, key) for key_id, key in conf.get().secret_keys)
    return _derived(named, (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS))


@lru_cache(maxsize=4)
def _derived(named: tuple[tuple[str, str], ...], django_keys: tuple[str, ...]) -> dict[str, bytes]:
    keys = {key_id: _derive(text) for key_id, text in named}
    for text in django_keys:
        key = _derive(text)
        # Named by its hash, so that a changed SECRET_KEY is told from a damaged row.
        keys.setdefault(f"django-{hashlib.sha256(key).hexdigest()[:12]}", key)
    return keys


def _derive(text: str | bytes) -> bytes:
    raw = text.encode() if isinstance(text, str) else text
    return HKDF(hashes.SHA256(), 32, salt=None, info=b"newswire.publisher.secrets").derive(raw)
