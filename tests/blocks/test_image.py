from pathlib import Path

import pytest

from newswire.cms.credits.models import PictureCredit


def test_figure(tree, image_value, make_image):
    image = make_image(size=(2000, 1000))
    (figure,) = tree(("image", image_value(image, caption="The <rover>", credit="MECO")))
    img = figure.find("img")
    assert figure.tag == "figure"
    assert (img.get("alt"), img.get("loading")) == ("A rover", "lazy")
    assert (img.get("width"), img.get("height")) == ("1024", "512")
    assert img.get("src").endswith(".jpg")
    assert len(img.get("srcset").split(",")) == 4
    assert img.get("sizes")
    words = [span.text for span in figure.findall("figcaption/span")]
    assert words == ["The <rover>", "Photo credit: MECO"]


def test_no_caption_no_figcaption(tree, image_value, make_image):
    (figure,) = tree(("image", image_value(make_image())))
    assert figure.find("figcaption") is None


def test_decorative_picture_has_an_empty_alt(tree, image_value, make_image):
    (figure,) = tree(("image", image_value(make_image(), decorative=True)))
    assert figure.find("img").get("alt") == ""


def test_alt_never_comes_from_the_title(html, image_value, make_image):
    assert "Secret title" not in html(("image", image_value(make_image(title="Secret title"), alt_text="")))


@pytest.mark.parametrize("gone", ["file", "image"])
def test_what_is_gone_is_left_out(html, api, image_value, make_image, gone):
    image = make_image()
    value = ("image", image_value(image, caption="The rover"))
    if gone == "image":
        image.delete()
    else:
        Path(image.file.path).unlink()
    assert html(value).strip() == ""
    (shown,) = api(value)
    assert shown["missing"] is True
    assert shown["renditions"] == []


def test_api(api, image_value, make_image, make_page):
    image = make_image(focal_point_x=400, focal_point_y=100, focal_point_width=1, focal_point_height=1)
    PictureCredit.objects.create(image=image, text="MECO", url="https://meco.example.org/", licence="CC BY")
    (shown,) = api(("image", image_value(image, caption="The rover")), page=make_page("Article"))
    assert {key: shown[key] for key in ("id", "missing", "alt", "decorative", "caption", "focalPoint")} == {
        "id": str(image.pk),
        "missing": False,
        "alt": "A rover",
        "decorative": False,
        "caption": "The rover",
        "focalPoint": {"x": 0.5, "y": 0.25},
    }
    assert shown["credit"] == {
        "text": "MECO",
        "url": "https://meco.example.org/",
        "copyright": "",
        "licence": "CC BY",
    }
    for file in shown["renditions"]:
        assert set(file) == {"name", "url", "width", "height", "type"}
        assert file["url"].startswith("https://news.example.org/media/")


def test_alternative_text_is_asked_for(errors, image_value, make_image):
    value = image_value(make_image(), alt_text="")
    assert errors("image", value) == {"alt_text": ["Describe what the picture shows, or tick “Decorative”."]}
    assert errors("image", value, draft=True) == {}
    assert errors("image", value | {"decorative": True}) == {}


@pytest.mark.parametrize("alt", ["{}", "{}.jpg"])
def test_the_files_name_is_no_alternative_text(errors, image_value, make_image, alt):
    image = make_image("img_0123.jpg")
    stem = Path(image.filename).stem
    (message,) = errors("image", image_value(image, alt_text=alt.format(stem.upper())))["alt_text"]
    assert message.startswith("This is the file's name.")


def test_picture_is_required_when_published(errors):
    value = {"image": None, "alt_text": "", "decorative": False, "caption": "", "credit": ""}
    assert errors("image", value) == {"image": ["This field is required."]}
    assert errors("image", value, draft=True) == {}


def test_caption_and_alternative_text_are_searched(make_body, image_value, make_image):
    body = make_body(("image", image_value(make_image(), caption="On the moon")))
    found = body.stream_block.get_searchable_content(body)
    assert {"A rover", "On the moon"} <= set(found)
