from publisher.dispatch.conftest import channel, published, tree

__all__ = ["channel", "published", "tree"]
