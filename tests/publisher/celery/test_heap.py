"""A worker gives large pieces of memory back to the system."""

import subprocess
import sys
from pathlib import Path

import pytest

TESTS = Path(__file__).parents[2]
# How many pieces of their own the system has given for one of 8 MiB, after one of 24 was freed.
PIECES = """
import ctypes
class Info(ctypes.Structure):
    _fields_ = [(f"field{number}", ctypes.c_size_t) for number in range(10)]
    hblks = property(lambda info: info.field3)
mallinfo = ctypes.CDLL(None).mallinfo2
mallinfo.restype = Info
large = bytearray(24 * 2**20)
del large
before = mallinfo().hblks
piece = bytearray(8 * 2**20)
print(mallinfo().hblks - before)
"""
BEGINS = """
import django
django.setup()
from celery import signals
signals.worker_init.send(None)
"""


@pytest.mark.skipif(sys.platform != "linux", reason="glibc's")
@pytest.mark.parametrize(
    ("begins", "own", "pieces"),
    [("", {}, "0"), (BEGINS, {}, "1"), (BEGINS, {"GLIBC_TUNABLES": "glibc.malloc.perturb=0"}, "0")],
    ids=["no worker", "a worker", "a host's own setting"],
)
def test_a_worker_that_begins_has_large_pieces_apart(begins: str, own: dict[str, str], pieces: str) -> None:
    environment = {"DJANGO_SETTINGS_MODULE": "settings", "PYTHONPATH": str(TESTS), **own}
    done = subprocess.run(
        [sys.executable, "-W", "ignore", "-c", begins + PIECES],
        env=environment,
        cwd=TESTS,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.stdout.strip() == pieces, done.stderr
