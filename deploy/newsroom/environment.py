"""Reading settings from the environment, and the secret key that a first start makes."""

import contextlib
import os
import secrets
import tempfile
from pathlib import Path

from django.core.exceptions import ImproperlyConfigured

TRUE = {"1", "true", "yes", "on"}
FALSE = {"", "0", "false", "no", "off"}


def flag(name: str, default: bool) -> bool:
    """Raises ImproperlyConfigured for a word that is neither yes nor no."""
    value = os.environ.get(name)
    if value is None:
        return default
    if value.lower() not in TRUE | FALSE:
        raise ImproperlyConfigured(f"{name}={value!r}: write 1 or 0.")
    return value.lower() in TRUE


def words(name: str, default: str = "") -> list[str]:
    """A list written with commas between."""
    return [word.strip() for word in os.environ.get(name, default).split(",") if word.strip()]


def secret(name: str, default: str = "") -> str:
    """What is in the file that `NAME_FILE` names, else `NAME`, else the default.

    Raises ImproperlyConfigured where that file cannot be read: a start without a secret would make another.
    """
    if path := os.environ.get(f"{name}_FILE"):
        try:
            return Path(path).read_text().strip()
        except OSError as error:
            raise ImproperlyConfigured(f"{name}_FILE: {error.strerror}: {path}") from error
    return os.environ.get(name, default)


def keys(name: str) -> list[tuple[str, str]]:
    """`id:key` a line, or with spaces between, the newest first. Raises ImproperlyConfigured."""
    pairs = [line.partition(":") for line in secret(name).split()]
    if not all(key_id and key for key_id, _, key in pairs):
        raise ImproperlyConfigured(f"{name}: write id:key, one a line.")
    return [(key_id, key) for key_id, _, key in pairs]


def secret_key(var: Path, shared: bool) -> str:
    """`SECRET_KEY`, else a key made once and kept in `var`.

    `shared`: other machines may use the same database. Each would make a key of its own, and none
    could open the secrets that another sealed: there the key must be given (ImproperlyConfigured).
    """
    if key := secret("SECRET_KEY"):
        return key
    if shared:
        raise ImproperlyConfigured("DATABASE_URL is set: set SECRET_KEY too, the same on every machine.")
    path = var / "secret-key"
    if not path.exists():
        # Processes that start together all make one; linking is atomic, so the first stands.
        with tempfile.NamedTemporaryFile("w", dir=var) as made:
            made.write(secrets.token_urlsafe(50))
            made.flush()
            with contextlib.suppress(FileExistsError):
                os.link(made.name, path)
    return path.read_text()
