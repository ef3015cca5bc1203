"""Bodies of other formats than CloudEvents are compared as text."""

from newswire.publisher.panel.difference import parts_of_bodies


def test_html_is_compared_by_its_text() -> None:
    before, after = b"<article><p>Cheap tickets</p></article>", b"<article><p>Dear tickets</p></article>"
    (part,) = parts_of_bodies(before, after)
    assert part.lines == [[("deletion", "Cheap"), ("addition", "Dear"), ("equal", " tickets")]]


def test_other_json_is_compared_line_by_line() -> None:
    (part,) = parts_of_bodies(b'{"headline": "One"}', b'{"headline": "Two"}')
    assert ("addition", "Two") in part.lines[0]


def test_plain_text() -> None:
    assert not parts_of_bodies(b"One\n\nTwo", b"One\nTwo")
    (part,) = parts_of_bodies(b"One\nTwo", None)
    assert part.lines == [[("deletion", "One")], [("deletion", "Two")]]
