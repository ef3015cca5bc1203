import pytest


@pytest.mark.parametrize("level", ["h2", "h3", "h4"])
def test_heading_has_its_level(tree, level):
    (heading,) = tree(("heading", {"text": "Space & law", "level": level}))
    assert heading.tag == level
    assert heading.text == "Space & law"


def test_markup_in_a_heading_is_text(html):
    assert "&lt;script&gt;" in html(("heading", {"text": "<script>", "level": "h2"}))


def test_headline_level_is_refused(errors):
    assert "level" in errors("heading", {"text": "Space", "level": "h1"})


def test_empty_heading_is_for_drafts_only(errors):
    value = {"text": "", "level": "h2"}
    assert errors("heading", value) == {"text": ["This field is required."]}
    assert errors("heading", value, draft=True) == {}


@pytest.mark.parametrize("text", ["", None])
def test_a_draft_shows_no_empty_heading(html, text):
    assert html(("heading", {"text": text, "level": "h2"})).strip() == ""


def test_api_gives_the_level_as_a_number(api):
    assert api(("heading", {"text": "Space", "level": "h3"})) == [{"text": "Space", "level": 3}]


def test_heading_is_searched(make_body):
    body = make_body(("heading", {"text": "Space", "level": "h2"}))
    assert body.stream_block.get_searchable_content(body) == ["Space"]
