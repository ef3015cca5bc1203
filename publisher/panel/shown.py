"""What the templates of the panel are given."""

import hashlib
from collections.abc import Mapping
from typing import Any
from urllib.parse import urlencode

from django.urls import reverse

from newswire.publisher.channels.permissions import may_add_channels, may_see_channels
from newswire.publisher.screen import errors_of_refreshing

from .access import may_compare, may_send, works_on_version
from .board import Board, next_step, versions_of

EVERY = 5_000  # milliseconds between two looks while something is under way
ROUNDS = 24  # two minutes; then there is the button


def context_of(
    board: Board, user: Any, asked: Mapping[str, str] | None = None, notice: str = ""
) -> dict[str, Any]:
    """`asked`: the parameters with which the fragment was fetched. `notice`: said before the sentence."""
    asked = asked or {}
    said = " ".join(part for part in (notice, board.sentence) if part)
    versions = _versions(board, user)
    moves = board.moves or any(version.moves for version, *_may in versions)
    turn = _round(asked)
    return {
        "board": board,
        "versions": versions,
        "next_step": next_step(board),
        "may_send": may_send(user, board.subject),
        "may_compare": may_compare(user, board.subject),
        "may_add": not board.rows and may_add_channels(user),
        "said": said,
        # Said again only when it has changed: a screen reader hears it once.
        "is_news": bool(asked) and asked.get("said") != digest(said),
        "notice": notice,
        "every": EVERY,
        "refresh_url": _fragment_url(board, 0, said),
        "poll_url": _fragment_url(board, turn + 1, said) if moves and turn < ROUNDS else "",
        "has_ended": moves and turn >= ROUNDS,
        "messages_of_errors_json": errors_of_refreshing(),
    }


def digest(said: str) -> str:
    return hashlib.sha256(said.encode()).hexdigest()[:12]


def _versions(board: Board, user: Any) -> list[tuple[Board, bool, bool]]:
    """The other languages; of each, may this person open its own status, and compare its text?"""
    boards = versions_of(board.subject, board.reading)
    mine = [works_on_version(user, one.publication) for one in boards]
    sees_all = may_see_channels(user)
    return [(one, sees_all or is_mine, is_mine) for one, is_mine in zip(boards, mine, strict=True)]


def _fragment_url(board: Board, turn: int, said: str) -> str:
    address = reverse("newswire_panel:fragment", args=[board.subject.page_id])
    return f"{address}?{urlencode({'round': turn, 'said': digest(said)})}"


def _round(asked: Mapping[str, str]) -> int:
    try:
        return min(max(int(asked.get("round", 0)), 0), ROUNDS)
    except ValueError:
        return 0
