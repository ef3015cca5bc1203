"""A progress bar for commands that work through many pages."""

from django.core.management.base import OutputWrapper


class Bar:
    """Drawn again in one line on a terminal; elsewhere (a log, a pipe) nothing is drawn.

    Use as a context manager, so that what is printed next begins on a line of its own.
    """

    WIDTH = 40

    def __init__(self, out: OutputWrapper, total: int, what: str) -> None:
        self._out = out
        self._total = total
        self._what = what
        self._drawn = False

    def show(self, done: int) -> None:
        if not self._out.isatty():
            return
        total = max(self._total, done, 1)
        filled = self.WIDTH * done // total
        bar = "#" * filled + "-" * (self.WIDTH - filled)
        self._out.write(f"\r[{bar}] {done:,} of {total:,} {self._what}", ending="")
        self._out.flush()
        self._drawn = True

    def __enter__(self) -> "Bar":
        return self

    def __exit__(self, *error: object) -> None:
        if self._drawn:
            self._out.write("")
