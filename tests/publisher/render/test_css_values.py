"""`sizes` and `media` of a host: even, or as a browser takes them. Nu judges them in profiles/test_hosts."""

import pytest

from newswire.publisher.render import css_values


@pytest.mark.parametrize(
    ("given", "sent"),
    [
        ("100vw", "100vw"),
        ("(max-width: 768px)150px,30vw", "(max-width: 768px) 150px,30vw"),
        (
            "(max-width:40em) calc(100vw - (2 * 10px)),  50.5vw",
            "(max-width:40em) calc(100vw - (2 * 10px)), 50.5vw",
        ),
        (
            "(min-width: 30em) and (max-width: 60em) 50vw, 33.3vw",
            "(min-width: 30em) and (max-width: 60em) 50vw, 33.3vw",
        ),
        ("(width >= 600px) min(50vw, 400px), 100vw", "(width >= 600px) min(50vw, 400px), 100vw"),
        ("(max-width: 768px) 150px", css_values.ALL),  # nothing for the rest
        ("30%", css_values.ALL),
        ("100", css_values.ALL),
        ("", css_values.ALL),
        ("100vw, expression(alert(1))", css_values.ALL),
        ("(" * 400, css_values.ALL),
        ("100vw, " * 500, css_values.ALL),
    ],
)
def test_sizes(given: str, sent: str) -> None:
    assert css_values.sizes(given) == sent


@pytest.mark.parametrize(
    ("given", "sent"),
    [
        ("(max-width: 600px)", "(max-width: 600px)"),
        ("screen and (min-width:600px)", "screen and (min-width:600px)"),
        ("print", "print"),
        ("(prefers-color-scheme: dark)", "(prefers-color-scheme: dark)"),
        (
            "(400px <= width <= 700px), (min-resolution: 2dppx)",
            "(400px <= width <= 700px), (min-resolution: 2dppx)",
        ),
        ("(min-aspect-ratio: 16/9)", "(min-aspect-ratio: 16/9)"),
        ("(max-width: ", "not all"),
        ("{{ query }}", "not all"),
    ],
)
def test_media(given: str, sent: str) -> None:
    assert css_values.media(given) == sent


@pytest.mark.timeout(60)
def test_no_value_takes_for_ever() -> None:
    for piece in ("(a-a", "calc(", "(a:0)", "a-", "1.1", "() and ", "(0<a<0", "calc(()"):
        many = piece * (css_values.LONGEST // len(piece))
        assert css_values.sizes(many) == css_values.ALL
        assert css_values.media(many) == css_values.NEVER
