"""From a page to what receivers get of it: rendered as a visitor sees it, absolute, safe, hashed."""

from .document import Composed, Identity, gone, live, stamped
from .errors import ENDINGS, RenderError
from .page import Rendered, failure, render
from .replaced import replaced_by
from .snapshot import is_write_refused, reading, undoing

__all__ = [
    "ENDINGS",
    "Composed",
    "Identity",
    "RenderError",
    "Rendered",
    "failure",
    "gone",
    "is_write_refused",
    "live",
    "reading",
    "render",
    "replaced_by",
    "stamped",
    "undoing",
]
