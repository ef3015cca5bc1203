from host.fixtures import editor, form, generation
from support.newsroom import channel, published, tree

__all__ = ["channel", "editor", "form", "generation", "published", "tree"]
