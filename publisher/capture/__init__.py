"""Notes, in the page's own transaction, that the world may have to see something else.

Capture raises the generation of publications and does nothing more: it renders nothing, sends
nothing, and writes no other page's publication in an editor's transaction.
"""

from .raising import touch
from .signals import connect

__all__ = ["connect", "touch"]
