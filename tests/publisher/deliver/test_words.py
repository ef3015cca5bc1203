import pytest
from django.utils import translation

from newswire.publisher.deliver import words
from newswire.publisher.transports.base import ErrorKind

NEVER_ON_THE_SCREEN = ("dispatch", "publication", "lease", "tombstone", "dead letter", "payload", "delivery")


@pytest.mark.parametrize("kind", ErrorKind)
def test_every_kind_is_explained_in_an_editors_words_with_what_to_do(kind: ErrorKind) -> None:
    with translation.override("en"):
        said = words.explain(kind)
        text = f"{said.what} {said.do}"

    assert str(said.what).endswith(".")
    assert str(said.do).endswith(".")
    assert not any(word in text.lower() for word in NEVER_ON_THE_SCREEN)


def test_a_kind_of_another_release_is_explained_too() -> None:
    assert words.explain("from-the-future") == words.WORDS[ErrorKind.TRANSPORT]


def test_a_firewall_that_refuses_us_is_not_said_to_dislike_our_signature() -> None:
    with translation.override("en"):
        said = words.explain(ErrorKind.UNAUTHORISED)

    assert "signature" not in f"{said.what} {said.do}"
    assert "firewall" in str(said.do)
