"""The site's settings, read from `DOWNSTREAM_*` names."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Self


class NoSecret(Exception):
    """There is no usable secret yet; str(error) says what is missing."""


@dataclass(frozen=True)
class Settings:
    database: Path
    name: str
    base_url: str | None
    newsroom: str | None  # where the newsroom includes the publisher's URLs: it is asked for drafts
    secret: str | None
    secret_file: Path | None

    @classmethod
    def read(cls, config: Mapping[str, str]) -> Self:
        """`config` maps names to values as the process's environment does; empty means not set."""
        secret_file = config.get("DOWNSTREAM_SECRET_FILE")
        return cls(
            database=Path(config.get("DOWNSTREAM_DATABASE") or "var/downstream.sqlite3"),
            name=config.get("DOWNSTREAM_NAME") or "Downstream news",
            base_url=config.get("DOWNSTREAM_BASE_URL") or None,
            newsroom=(config.get("DOWNSTREAM_NEWSROOM") or "").rstrip("/") or None,
            secret=config.get("DOWNSTREAM_SECRET") or None,
            secret_file=Path(secret_file) if secret_file else None,
        )

    def current_secret(self) -> str:
        """The channel's `whsec_` secret. The file is read each time: it may be written after the
        site has started, and a rotated secret counts at once. Raises NoSecret."""
        secret = self.secret or self._from_file()
        if not secret:
            raise NoSecret("this site has no secret yet")
        # The verifying package would take an ed25519 `whsk_` key for an HMAC secret and refuse all.
        if not secret.startswith("whsec_"):
            raise NoSecret("this site's secret does not begin with whsec_")
        return secret

    def _from_file(self) -> str | None:
        try:
            return self.secret_file.read_text("ascii").strip() if self.secret_file else None
        except (OSError, ValueError):
            return None
