from host.fixtures import editor, form, generation, newswire_queries, settle, tree

__all__ = ["editor", "form", "generation", "newswire_queries", "settle", "tree"]
