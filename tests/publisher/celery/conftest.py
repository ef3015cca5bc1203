from support.own_valkey import own_valkey, slow_line

__all__ = ["own_valkey", "slow_line"]
