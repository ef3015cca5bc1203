from host.fixtures import editor, form
from support.newsroom import channel, published, tree

__all__ = ["channel", "editor", "form", "published", "tree"]
