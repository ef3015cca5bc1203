QUOTE = {"text": "First.\n\nSecond.", "name": "Jeanne Muller", "role": "Minister", "source_url": ""}


def test_figure(tree):
    (figure,) = tree(("quote", QUOTE | {"source_url": "https://example.org/speech"}))
    quote = figure.find("blockquote")
    assert figure.tag == "figure"
    assert quote.get("cite") == "https://example.org/speech"
    assert [p.text for p in quote.findall("p")] == ["First.", "Second."]
    assert [part.text for part in figure.findall("figcaption/span")] == ["Jeanne Muller", "Minister"]


def test_nobody_named_no_caption(tree):
    (figure,) = tree(("quote", QUOTE | {"name": "", "role": ""}))
    assert figure.find("figcaption") is None
    assert figure.find("blockquote").get("cite") is None


def test_api(api):
    assert api(("quote", QUOTE)) == [
        {"text": "First.\n\nSecond.", "name": "Jeanne Muller", "role": "Minister", "sourceUrl": ""}
    ]


def test_words_are_required_when_published(errors):
    assert errors("quote", QUOTE | {"text": ""}) == {"text": ["This field is required."]}
    assert errors("quote", QUOTE | {"text": ""}, draft=True) == {}


def test_source_is_an_address(errors):
    assert list(errors("quote", QUOTE | {"source_url": "javascript:alert(1)"})) == ["source_url"]
