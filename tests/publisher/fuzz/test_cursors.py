"""Any cursor is ours, void or no cursor; anything beside it changes nothing of that."""

import base64

import pytest
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st
from support.factories import make_channel

from newswire.publisher.feed import cursor, tokens
from newswire.publisher.models import Counter

from .strategies import EXAMPLES, TEXT

NEAR = st.tuples(TEXT, TEXT, TEXT | st.integers().map(str)).map(
    lambda parts: base64.urlsafe_b64encode(".".join(parts).encode("utf-8", "replace")).decode().rstrip("=")
)


@EXAMPLES
@given(st.integers(0, 2**53), st.integers(0, 2**53))
def test_ours_is_read_as_it_was_written(written: int, now: int) -> None:
    mark = cursor.write(written, "0123456789abcdef", "e1")
    present = Counter(epoch="e1", sequence=now)
    if written <= now:
        assert cursor.read(mark, "0123456789abcdef", present) == written
    else:
        with pytest.raises(cursor.StaleCursor):
            cursor.read(mark, "0123456789abcdef", present)


@pytest.mark.django_db(transaction=True)
def test_any_other_is_refused() -> None:
    client = Client(
        headers={"authorization": f"Bearer {tokens.create(make_channel('https://a.example/hook'))}"}
    )

    @EXAMPLES
    @given(TEXT | NEAR)
    def ask(after: str) -> None:
        answer = client.get("/newswire/v1/changes", {"after": after.encode("utf-8", "replace").decode()})
        assert answer.status_code in ((200,) if not after else (400, 410, 422))
        assert answer.status_code != 410 or answer.json()["snapshot"] == "/newswire/v1/changes"

    ask()
