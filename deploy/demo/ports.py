"""Choosing ports on this machine."""

import socket

APART = 10  # the next one tried: its neighbours are the other services' usual ports
TRIES = 50


def is_free(port: int) -> bool:
    # A listener on another address of this machine (::1, 0.0.0.0) may leave 127.0.0.1 to bind.
    try:
        with socket.create_connection(("localhost", port), timeout=1):
            return False
    except OSError:
        pass
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            return False
    return True


def any_free() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def choose(what: str, usual: int) -> int:
    """The usual port, else another, which is said. 0: any, without a word."""
    if usual == 0:
        return any_free()
    if is_free(usual):
        return usual
    others = (usual + APART * n for n in range(1, TRIES))
    port = next((other for other in others if other < 2**16 and is_free(other)), None) or any_free()
    print(f"         Port {usual} is taken by another program: {what} gets {port} instead.", flush=True)
    return port
