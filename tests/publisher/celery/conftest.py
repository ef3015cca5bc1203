from support.own_valkey import own_valkey

__all__ = ["own_valkey"]
