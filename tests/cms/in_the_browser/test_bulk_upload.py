"""Many pictures at once, in a real Chromium."""

import io
from pathlib import Path
from typing import Any

import pytest
from django.urls import reverse
from PIL import Image as Pillow
from playwright.sync_api import Page, expect
from wagtail.images import get_image_model

from .looking import look

pytestmark = [pytest.mark.e2e, pytest.mark.django_db(transaction=True), pytest.mark.timeout(900)]


def test_many_pictures_at_once_the_broken_one_named(
    page: Page, live_server: Any, indexes: Any, tmp_path: Path
) -> None:
    exif, file = Pillow.Exif(), io.BytesIO()
    exif[0x013B] = "Jane Doe"
    Pillow.new("RGB", (900, 600), "seagreen").save(file, "JPEG", exif=exif.tobytes())
    (tmp_path / "good.jpg").write_bytes(file.getvalue())
    (tmp_path / "short.jpg").write_bytes(file.getvalue()[:-2000])
    (tmp_path / "script.svg").write_text(
        "<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>"
    )
    page.goto(live_server.url + reverse("wagtailimages:add_multiple"))
    page.locator("input[type=file]").set_input_files(
        [tmp_path / n for n in ("good.jpg", "short.jpg", "script.svg")]
    )
    expect(page.locator(".upload-success")).to_have_count(1)
    expect(page.locator(".upload-failure")).to_have_count(2)
    expect(page.get_by_label("Photo credit")).to_have_value("Jane Doe")
    look(page, "bulk-upload")
    page.get_by_label("Photo credit").fill("Jane Doe / MECO")
    page.get_by_role("button", name="Update").click()
    expect(page.locator(".messages .success, .status-msg.update-success").first).to_be_visible()
    image = get_image_model().objects.get()
    image.newswire_credit.refresh_from_db()
    assert image.newswire_credit.text == "Jane Doe / MECO"
