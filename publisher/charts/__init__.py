"""Charts as server-side SVG: no script, no inline style, each with its table."""

from .bars import Bar, Chart, Column, Series, bars

__all__ = ["Bar", "Chart", "Column", "Series", "bars"]
