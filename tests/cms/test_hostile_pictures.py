"""Pictures that would harm or cannot be read: in the upload, the multiple upload and the import."""

import io
import json
import struct
import threading
import zlib
from functools import partial
from http.server import ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from django.test import Client
from django.urls import reverse
from PIL import Image as Pillow
from wagtail.images import get_image_model

from newswire.blocks.renditions import picture as files_of
from newswire.cms.pages.models import ArticlePage

from .importing.sources import ATOM, Quiet

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("indexes")]
SVG = (
    b'<?xml version="1.0"?><!DOCTYPE svg [<!ENTITY a "ha"><!ENTITY b "&a;&a;">]>'
    b'<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"><script>alert(1)</script>&b;</svg>'
)


def png(width: int, height: int) -> bytes:
    """A PNG that claims its size in a few bytes."""
    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    chunks = [(b"IHDR", header), (b"IDAT", zlib.compress(b"\0" * 1000)), (b"IEND", b"")]
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
        for kind, data in chunks
    )


def jpeg(size: tuple[int, int] = (60, 40)) -> bytes:
    file = io.BytesIO()
    Pillow.new("L", size, 90).save(file, "JPEG")
    return file.getvalue()


HOSTILE = {
    "bomb.png": png(60_000, 60_000),
    "wide.png": png(1_000_000, 2_000),
    "script.svg": SVG,
    "script.jpg": SVG,
    "broken.jpg": b"\xff\xd8\xff\xe0 not a picture",
    "short.jpg": jpeg((900, 600))[:-200],
    "empty.jpg": b"",
    "html.png": b"<html><script>alert(1)</script></html>",
}
EVERY = [pytest.param(name, data, id=name) for name, data in HOSTILE.items()]


@pytest.mark.parametrize(("name", "data"), EVERY)
def test_upload_says_why_and_keeps_what_was_typed(admin: Client, name: str, data: bytes) -> None:
    file = SimpleUploadedFile(name, data)
    answer = admin.post(
        reverse("wagtailimages:add"), {"title": "Rover", "file": file, "credit_text": "MECO", "tags": ""}
    )
    assert answer.status_code == 200
    assert answer.context["form"].errors["file"]
    assert 'value="MECO"' in answer.content.decode()
    assert not get_image_model().objects.exists()


@pytest.mark.parametrize(("name", "data"), EVERY)
def test_bulk_upload_says_why(admin: Client, name: str, data: bytes) -> None:
    answer = admin.post(
        reverse("wagtailimages:add_multiple"), {"title": "Rover", "files[]": SimpleUploadedFile(name, data)}
    )
    assert answer.status_code == 200
    said = json.loads(answer.content)
    assert not said["success"]
    assert said["error_message"].strip()
    assert not get_image_model().objects.exists()


def test_a_good_picture_of_a_bulk_upload_goes_on_with_its_credit(admin: Client) -> None:
    exif, file = Pillow.Exif(), io.BytesIO()
    exif[0x013B] = "Jane Doe"
    Pillow.new("RGB", (60, 40)).save(file, "JPEG", exif=exif.tobytes())
    url = reverse("wagtailimages:add_multiple")
    for name, data in HOSTILE.items():
        admin.post(url, {"title": name, "files[]": SimpleUploadedFile(name, data)})
    answer = admin.post(url, {"title": "Good", "files[]": SimpleUploadedFile("good.jpg", file.getvalue())})
    assert json.loads(answer.content)["success"]
    assert get_image_model().objects.get().newswire_credit.text == "Jane Doe"


def test_a_hundred_megapixels_are_taken_and_shown(admin: Client, write: Any) -> None:
    data = jpeg((10_000, 10_000))
    file = SimpleUploadedFile("large.jpg", data)
    answer = admin.post(reverse("wagtailimages:add"), {"title": "Large", "file": file, "tags": ""})
    assert answer.status_code == 302, answer.context["form"].errors
    image = get_image_model().objects.get()
    assert (image.width, image.height) == (10_000, 10_000)
    page = write("Council", lead_picture=image, lead_alt_text="Grey")
    assert Client().get(page.url).status_code == 200
    assert not files_of(image).missing


def test_more_pixels_than_the_site_takes_are_refused_in_words(admin: Client, settings: Any) -> None:
    settings.WAGTAILIMAGES_MAX_IMAGE_PIXELS = 50_000_000
    file = SimpleUploadedFile("large.jpg", jpeg((10_000, 10_000)))
    answer = admin.post(reverse("wagtailimages:add"), {"title": "Large", "file": file, "tags": ""})
    assert answer.status_code == 200
    assert "pixels" in " ".join(answer.context["form"].errors["file"])


def test_an_import_leaves_them_out_by_name_and_keeps_the_text(tmp_path: Path, indexes: Any) -> None:
    folder = tmp_path / "old"
    folder.mkdir()
    for name, data in HOSTILE.items():
        (folder / name).write_bytes(data)
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(Quiet, directory=str(folder)))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        site = f"http://127.0.0.1:{server.server_address[1]}"
        pictures = "".join(f'&lt;img src="{site}/{name}" alt="x"&gt;' for name in HOSTILE)
        source = tmp_path / "feed.xml"
        source.write_text(ATOM.replace("&lt;p&gt;Texte.&lt;/p&gt;", f"&lt;p&gt;Texte.&lt;/p&gt;{pictures}"))
        said = io.StringIO()
        into = str(indexes["en"].pk)
        call_command("newswire_import", str(source), "--into", into, "--trust", "127.0.0.1", stdout=said)
    finally:
        server.shutdown()
        server.server_close()
    for name in HOSTILE:
        assert f"Picture left out: {site}/{name}: " in said.getvalue()
    page = ArticlePage.objects.get()
    assert [block.block_type for block in page.body] == ["paragraph"]
    assert page.live
    assert not get_image_model().objects.exists()
