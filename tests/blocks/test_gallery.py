from pathlib import Path


def test_list_of_figures(tree, image_value, make_image):
    pictures = [image_value(make_image(), caption=caption) for caption in ("One", "Two")]
    (gallery,) = tree(("gallery", {"title": "The test", "pictures": pictures}))
    assert gallery.get("aria-label") == "The test"
    assert [span.text for span in gallery.findall("ul/li/figure/figcaption/span")] == ["One", "Two"]


def test_without_a_title_it_has_a_name(tree, image_value, make_image, make_page):
    (gallery,) = tree(
        ("gallery", {"title": "", "pictures": [image_value(make_image())] * 2}),
        page=make_page("Article", "de"),
    )
    assert gallery.get("aria-label") == "Galerie"
    assert gallery.find("p") is None


def test_a_missing_picture_leaves_no_empty_item(tree, image_value, make_image):
    gone, there = make_image(), make_image()
    Path(gone.file.path).unlink()
    value = {"title": "", "pictures": [image_value(gone), image_value(there)]}
    (gallery,) = tree(("gallery", value))
    assert len(gallery.findall("ul/li")) == len(gallery.findall("ul/li/figure")) == 1


def test_credits_of_a_gallery_are_listed(api, image_value, make_image):
    pictures = [image_value(make_image(), credit=credit) for credit in ("MECO", "ESA")]
    gallery, line = api(("gallery", {"title": "", "pictures": pictures}), ("photo_credit", {"text": ""}))
    assert [one["credit"]["text"] for one in gallery["pictures"]] == ["MECO", "ESA"]
    assert line["text"] == "MECO, ESA"


def test_two_at_least(errors, image_value, make_image):
    value = {"title": "", "pictures": [image_value(make_image())]}
    assert errors("gallery", value) == {"pictures": {"": ["The minimum number of items is 2"]}}
    assert errors("gallery", value, draft=True) == {}


def test_each_picture_is_described(errors, image_value, make_image):
    pictures = [image_value(make_image()), image_value(make_image(), alt_text="")]
    assert errors("gallery", {"title": "", "pictures": pictures}) == {
        "pictures": {1: {"alt_text": ["Describe what the picture shows, or tick “Decorative”."]}}
    }
