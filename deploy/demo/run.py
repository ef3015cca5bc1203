"""Runs a part of the demo inside Django: `python -m demo.run prepare|publish|check`."""

import gc
import sys
from importlib import import_module

import django


def main(part: str) -> int:
    gc.set_threshold(100_000, 50, 100)  # the first migrations took half as long again
    try:
        django.setup()
        code: int = import_module(f"demo.{part}").main()
    except KeyboardInterrupt:  # typed in the terminal, it reaches every process there
        return 130
    return code


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
