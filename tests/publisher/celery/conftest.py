from support.own_valkey import own_valkey, slow_line
from support.partner import channel

__all__ = ["channel", "own_valkey", "slow_line"]
