"""How much of its memory a worker gives back."""

import ctypes
import os

# Of glibc's malloc.h.
M_TRIM_THRESHOLD, M_MMAP_THRESHOLD = -1, -3
LARGE = 2**20  # bytes; larger is a picture, while it is made, and little else
OWN = ("MALLOC_MMAP_THRESHOLD_", "GLIBC_TUNABLES")


def give_back_large() -> None:
    """What is large goes back to the system as soon as it is freed. Call it before a worker forks.

    glibc takes large pieces out of its heap once one of that size was freed, and what stays between them
    keeps the holes: some 50 MiB for each process that has made the pictures of a dozen articles. No other C
    library is told anything, and a host that has set one of OWN keeps that.
    """
    if any(name in os.environ for name in OWN):
        return
    mallopt = getattr(ctypes.CDLL(None), "mallopt", None)
    if mallopt is not None:
        mallopt(M_MMAP_THRESHOLD, LARGE)
        mallopt(M_TRIM_THRESHOLD, LARGE)
