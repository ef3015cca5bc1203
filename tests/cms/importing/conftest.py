"""`newswire_import` on real files, with pictures from a real web server."""

import threading
from collections.abc import Iterator
from functools import partial
from http.server import ThreadingHTTPServer
from io import BytesIO, StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command
from PIL import Image as Pillow

from .sources import Quiet


@pytest.fixture
def old_site(tmp_path: Path) -> Iterator[tuple[Path, str]]:
    """The folder of a web server, and its address."""
    folder = tmp_path / "old"
    folder.mkdir()
    for name in ("rover.jpg", "flags.jpg"):
        exif, file = Pillow.Exif(), BytesIO()
        exif[0x013B] = "MECO" if name == "rover.jpg" else ""
        Pillow.new("RGB", (80, 60), "navy").save(file, "JPEG", exif=exif.tobytes())
        (folder / name).write_bytes(file.getvalue())
    (folder / "broken.jpg").write_bytes(b"no picture")
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(Quiet, directory=str(folder)))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield folder, f"http://127.0.0.1:{server.server_address[1]}"
    server.shutdown()
    server.server_close()


@pytest.fixture
def bring(tmp_path: Path, indexes: Any) -> Any:
    """Imports a text as a file: `bring(RSS, "--dry-run")` gives what the command says."""

    def bring(text: str | bytes, *arguments: str) -> str:
        path = tmp_path / "source.xml"
        path.write_bytes(text.encode() if isinstance(text, str) else text)
        said = StringIO()
        call_command("newswire_import", str(path), "--into", str(indexes["en"].pk), *arguments, stdout=said)
        return said.getvalue()

    return bring
