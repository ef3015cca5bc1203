"""How long a worker waits for name servers that are silent."""

import os

# What hangs has one of two hundred places for lookups (names.py). With this glibc gives a name up after three
# seconds a server; without, after ten.
OPTIONS = "timeout:1 attempts:3"


def hurry() -> None:
    """Call it before the process looks up its first name: glibc reads its options once.

    A host that has set RES_OPTIONS keeps its own.
    """
    os.environ.setdefault("RES_OPTIONS", OPTIONS)
