from support.newsroom import channel, published, tree

__all__ = ["channel", "published", "tree"]
