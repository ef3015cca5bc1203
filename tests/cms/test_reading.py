import pytest

from newswire.blocks.body import ArticleBody
from newswire.cms.articles.reading import first_sentences, has_text, reading_minutes


def body(*paragraphs: str) -> object:
    block = ArticleBody()
    return block.to_python([{"type": "paragraph", "value": text} for text in paragraphs])


def test_short_text_is_its_own_summary() -> None:
    assert (
        first_sentences(body("<p>One &amp; two.</p><p>Three</p>", "<p>Four.</p>")) == "One & two. Three Four."
    )


def test_whole_sentences_that_fit() -> None:
    text = first_sentences(body("<p>" + "A sentence of words. " * 30 + "</p>"))
    assert 280 < len(text) <= 300
    assert text.endswith("words.")


@pytest.mark.parametrize("text", ["word " * 100, "x" * 400])
def test_a_sentence_that_is_too_long_is_cut(text: str) -> None:
    cut = first_sentences(body(f"<p>{text}</p>"))
    assert len(cut) <= 300
    assert cut.endswith("…")
    assert not cut.endswith(" …")


def test_sentences_without_spaces_between_them() -> None:
    text = first_sentences(body("<p>" + "二国間の協力が合意された。" * 40 + "</p>"))
    assert len(text) <= 300
    assert text.endswith("。")


def test_headings_and_empty_paragraphs_are_no_text() -> None:
    block = ArticleBody()
    heading = {"type": "heading", "value": {"text": "Only this", "level": "h2"}}
    assert not has_text(block.to_python([heading, {"type": "paragraph", "value": "<p> &nbsp;</p>"}]))
    assert has_text(body("<p>x</p>"))


@pytest.mark.parametrize(
    ("text", "minutes"),
    [
        ("", 0),
        ("one word", 1),
        ("word " * 400, 2),
        ("word " * 401, 3),
        ("字" * 800, 2),
        ("l'eau d'en-haut " * 100, 1),
    ],
)
def test_reading_time(text: str, minutes: int) -> None:
    assert reading_minutes(body(f"<p>{text}</p>")) == minutes
