from host.fixtures import form
from support.newsroom import channel, published, tree
from support.newsroom_people import counted, person, publisher, worker

__all__ = ["channel", "counted", "form", "person", "published", "publisher", "tree", "worker"]
