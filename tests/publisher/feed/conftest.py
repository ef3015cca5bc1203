from support.newsroom import tree

__all__ = ["tree"]
