"""Where one demo runs: its folder, its ports, and the environment of its processes."""

import json
import os
from dataclasses import dataclass
from pathlib import Path
from typing import Self

from demo import ports

DEPLOY = Path(__file__).resolve().parent.parent
FILE = "demo.json"
USUAL: dict[str, int | None] = {"web": 8000, "first": 8001, "second": 8002, "valkey": 0}
WHAT = {
    "web": "the newsroom",
    "first": "the first downstream site",
    "second": "the second downstream site",
    "valkey": "Valkey",
}


@dataclass(frozen=True)
class Place:
    """`web` is the newsroom, `first` and `second` are the downstream sites; `valkey` is None where
    REDIS_URL names a broker."""

    var: Path
    web: int
    first: int
    second: int
    valkey: int | None

    @classmethod
    def choose(cls, var: Path, anywhere: bool = False) -> Self:
        """The ports of the last time or the usual ones, where they are free; `anywhere`: any free ones."""
        path = var / FILE
        kept = json.loads(path.read_text()) if path.exists() else {}
        usual = dict.fromkeys(USUAL, 0) if anywhere else USUAL | kept
        chosen: dict[str, int | None] = {name: ports.choose(WHAT[name], usual[name] or 0) for name in USUAL}
        if os.environ.get("REDIS_URL"):
            chosen["valkey"] = None
        path.write_text(json.dumps(chosen))
        return cls(var, **chosen)  # type: ignore[arg-type]  # by name

    @classmethod
    def current(cls) -> Self:
        """The place of the demo that this process belongs to, by NEWSWIRE_VAR. Raises
        FileNotFoundError where no demo has run yet."""
        var = var_folder()
        return cls(var, **json.loads((var / FILE).read_text()))

    def secret_file(self, site: str) -> Path:
        """Where the site named `first` or `second` finds its channel's secret."""
        return self.var / f"{site}-site.secret"

    def environment(self) -> dict[str, str]:
        environment = {
            "LOG_LEVEL": "WARNING",  # what the demo says must not drown in what Wagtail logs
            # Of one that is printed Celery makes warnings, line by line.
            "EMAIL_BACKEND": "django.core.mail.backends.filebased.EmailBackend",
            **os.environ,
            "PYTHONPATH": os.pathsep.join(filter(None, (str(DEPLOY), os.environ.get("PYTHONPATH")))),
            "PYTHONUNBUFFERED": "1",
            "DJANGO_SETTINGS_MODULE": "newsroom.settings",
            "NEWSWIRE_VAR": str(self.var),
            "NEWSWIRE_ALLOWED_HOSTS": "localhost,127.0.0.1",
            "WAGTAILADMIN_BASE_URL": address(self.web),
            "DEBUG": "1",
        }
        if self.valkey:
            environment["REDIS_URL"] = f"redis://127.0.0.1:{self.valkey}/0"
        return environment


def address(port: int) -> str:
    return f"http://localhost:{port}"


def var_folder() -> Path:
    var = Path(os.environ.get("NEWSWIRE_VAR") or DEPLOY.parent / "var").resolve()
    var.mkdir(parents=True, exist_ok=True)
    return var
