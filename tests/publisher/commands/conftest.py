from support.partner import channel

__all__ = ["channel"]
