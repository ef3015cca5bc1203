import io
import logging
from pathlib import Path

import pytest
from django.core.files.base import ContentFile
from django.core.files.images import ImageFile
from django.core.files.storage import FileSystemStorage
from django.db import transaction
from PIL import Image as Pillow
from support.full_disk import full
from wagtail.images import get_image_model

from newswire.blocks.renditions import picture

SVG = b'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 300 200" width="300" height="200"/>'


def sizes(data):
    return {file.name: (file.width, file.height) for file in data.renditions}


def test_a_large_picture_in_all_widths(make_image):
    data = picture(make_image(size=(2000, 1000)))
    assert sizes(data) == {
        "webp-320": (320, 160),
        "webp-640": (640, 320),
        "webp-1024": (1024, 512),
        "webp-1600": (1600, 800),
        "jpeg-1024": (1024, 512),
    }
    assert [file.type for file in data.renditions] == ["image/webp"] * 4 + ["image/jpeg"]
    assert data.src.name == "jpeg-1024"
    assert [part.rpartition(" ")[2] for part in data.srcset.split(", ")] == ["320w", "640w", "1024w", "1600w"]


@pytest.mark.parametrize(
    ("size", "widths"),
    [((800, 400), [320, 640, 800]), ((640, 400), [320, 640]), ((100, 50), [100]), ((1, 1), [1])],
)
def test_never_enlarged(make_image, size, widths):
    data = picture(make_image(size=size))
    assert [file.width for file in data.renditions if file.type == "image/webp"] == widths
    assert data.src.width == size[0]


def test_portrait_keeps_its_shape(make_image):
    assert sizes(picture(make_image(size=(600, 1200))))["webp-320"] == (320, 640)


def test_files_are_what_they_say(make_image, media):
    for file in picture(make_image("rover.png")).renditions:
        with Pillow.open(media / file.url.removeprefix("/media/")) as opened:
            assert opened.size == (file.width, file.height)
            assert f"image/{opened.format.lower()}" == file.type


def test_widths_are_a_setting(make_image, settings):
    settings.NEWSWIRE_PICTURE_WIDTHS = [500, 200]
    names = sizes(picture(make_image(size=(2000, 1000))))
    assert list(names) == ["webp-200", "webp-500", "jpeg-1024"]


def test_gif_stays_as_it_is(make_image):
    image = make_image("dance.gif")
    (file,) = picture(image).renditions
    assert (file.url, file.type, file.bytes) == (image.file.url, "image/gif", image.file_size)
    assert not image.renditions.exists()
    assert picture(image).srcset == ""


def test_svg_stays_as_it_is(db, media):
    file = ContentFile(SVG, "plan.svg")
    image = get_image_model().objects.create(title="plan", file=file, width=300, height=200)
    (file,) = picture(image).renditions
    assert (file.type, file.width, file.height) == ("image/svg+xml", 300, 200)


def test_lead_picture_in_fixed_shapes(make_image):
    image = make_image(size=(3000, 3000), focal_point_x=2900, focal_point_y=2900)
    shapes = sizes(picture(image, crops=True))
    assert [shapes[name] for name in ("social", "1x1", "4x3", "16x9")] == [
        (1200, 630),
        (1200, 1200),
        (1200, 900),
        (1600, 900),
    ]


def test_shapes_of_a_small_picture_are_not_enlarged(make_image):
    width, height = sizes(picture(make_image(size=(400, 400)), crops=True))["16x9"]
    assert width == 400
    assert abs(width / height - 16 / 9) < 0.02


def test_focal_point_as_fractions(make_image):
    at = {"focal_point_x": 200, "focal_point_y": 100, "focal_point_width": 10, "focal_point_height": 10}
    assert picture(make_image(**at)).representation("")["focalPoint"] == {"x": 0.25, "y": 0.25}
    assert picture(make_image()).representation("")["focalPoint"] is None


@pytest.mark.parametrize("name", ["rover.jpg", "dance.gif"])
def test_a_file_that_is_gone_is_left_out_with_a_warning(make_image, caplog, name):
    image = make_image(name)
    Path(image.file.path).unlink()
    with caplog.at_level(logging.WARNING):
        data = picture(image)
    assert data.missing
    assert data.renditions == ()
    assert f"image={image.pk}" in caplog.text


@pytest.mark.parametrize("content", [b"", b"not a picture", b"\x89PNG\r\n\x1a\nbroken"])
def test_a_broken_file_is_left_out(make_image, content):
    image = make_image("rover.png")
    Path(image.file.path).write_bytes(content)
    assert picture(image).missing


def test_a_truncated_file_is_left_out(make_image):
    image = make_image("rover.png", size=(1200, 900))
    path = Path(image.file.path)
    path.write_bytes(path.read_bytes()[:200])
    assert picture(image).missing


def test_a_full_disk_is_an_error_where_the_picture_would_stay_left_out(make_image, monkeypatch):
    image = make_image()
    monkeypatch.setattr(FileSystemStorage, "_save", full)
    with transaction.atomic():  # Wagtail leaves it broken
        assert picture(image).missing
    with pytest.raises(OSError, match="No space left on device"), transaction.atomic():
        picture(image, whole=True)
    Path(image.file.path).unlink()
    assert picture(image, whole=True).missing, "the picture's own fault"


def test_a_decompression_bomb_is_left_out(make_image, monkeypatch):
    image = make_image(size=(1000, 1000))
    monkeypatch.setattr(Pillow, "MAX_IMAGE_PIXELS", 1000)
    assert picture(image).missing


def test_made_renditions_outlive_their_original(make_image):
    """What readers may already show stays, although nothing more can be made of it."""
    image = make_image()
    shown = picture(image)
    Path(image.file.path).unlink()
    again = get_image_model().objects.get(pk=image.pk)
    assert picture(again) == shown


def test_made_once(make_image, django_assert_num_queries):
    image = make_image()
    picture(image)
    image = get_image_model().objects.prefetch_related("renditions").get(pk=image.pk)
    with django_assert_num_queries(0):
        picture(image)


def test_upside_down_photographs_are_turned(db, media):
    file, exif = io.BytesIO(), Pillow.Exif()
    exif[0x0112] = 6
    Pillow.new("RGB", (800, 400)).save(file, "JPEG", exif=exif)
    image = get_image_model().objects.create(title="turned", file=ImageFile(file, "turned.jpg"))
    assert sizes(picture(image))["webp-320"] == (320, 640)
