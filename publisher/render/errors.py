from typing import Any

from django.utils.functional import Promise

# Of what is no Exception these alone are not the page's: a process is told to end. Another one, as a panic of
# a library in Rust, would else end the worker's turn, and so hold up all pages, each time the page is tried.
ENDINGS = (KeyboardInterrupt, SystemExit, GeneratorExit)


class RenderError(Exception):
    """A page that cannot be rendered; `str()` says why, to an editor, in the active language.

    `message` is lazy text in which `%(name)s` stands for one of `details`: a page is rendered in its
    own language, which need not be the editor's.
    """

    passes = False  # not the page's fault: it is tried again soon

    LONGEST = 300  # characters of a detail: an exception may quote a whole template

    def __init__(self, message: str | Promise, **details: Any) -> None:
        super().__init__(message)
        self.message = message
        self.details = {name: str(value)[: self.LONGEST] for name, value in details.items()}

    def __str__(self) -> str:
        return str(self.message) % self.details if self.details else str(self.message)


class MachineError(RenderError):
    """The machine that renders the page cannot read or write what it needs: a disk is full, say."""

    passes = True
