"""What differs between two texts is read in words, and in whole sentences where nothing stayed."""

import pytest

from newswire.publisher.word_by_word import pieces


def marked(then: str, now: str) -> str:
    frame = {"equal": "{}", "deletion": "[-{}]", "addition": "[+{}]"}
    return "".join(frame[piece.kind].format(piece.text) for piece in pieces(then, now))


@pytest.mark.parametrize(
    ("then", "now", "shown"),
    [
        ("Tickets are cheap.", "Tickets are dear.", "Tickets are [-cheap][+dear]."),
        ("Three years", "Three years and two months", "Three years[+ and two months]"),
        ("Three long years", "Three years", "Three [-long ]years"),
        ("The harbour reopens", "Le port rouvre", "[-The harbour reopens][+Le port rouvre]"),
        ("One, two, three.", "Un, deux, trois.", "[-One, two, three][+Un, deux, trois]."),
        ("A ship left Esch", "Un bateau a quitté Esch", "[-A ship left][+Un bateau a quitté] Esch"),
        ("港口重新开放", "港口明天开放", "港口[-重新][+明天]开放"),
        ("ABC港口", "ABC港湾", "ABC港[-口][+湾]"),
        ("", "New", "[+New]"),
        ("Old", "", "[-Old]"),
        ("Same", "Same", "Same"),
        ("", "", ""),
    ],
)
def test_words(then: str, now: str, shown: str) -> None:
    assert marked(then, now) == shown


def test_nothing_is_lost() -> None:
    then, now = "  One — two;\nthree ", "\tUne — 2; three"
    found = pieces(then, now)
    assert "".join(one.text for one in found if one.kind != "addition") == then
    assert "".join(one.text for one in found if one.kind != "deletion") == now
