"""What goes into tables that people open in a spreadsheet."""

from typing import Any

FORMULA = ("=", "+", "-", "@", "\t", "\r")


def harmless(value: Any) -> Any:
    """A cell's value: a headline that begins like a formula must not be one."""
    return f"'{value}" if isinstance(value, str) and value.startswith(FORMULA) else value
