"""Which page this thread renders: what that page then writes is a visit, and no editor's act."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

_page: ContextVar[int | None] = ContextVar("newswire_rendered_page", default=None)


@contextmanager
def visit(page_id: int) -> Iterator[None]:
    token = _page.set(page_id)
    try:
        yield
    finally:
        _page.reset(token)


def is_visited(page_id: int) -> bool:
    """Is this page being rendered here? One that saves itself when it is shown would never settle."""
    return _page.get() == page_id
