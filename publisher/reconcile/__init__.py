"""Finds publications that disagree with their page, whatever path changed it, and has them announced.

It announces nothing: it raises generations, and dispatch does the rest. What was live before Newswire it
records as such.
"""

from .steps import Found, full_round, report, step

__all__ = ["Found", "full_round", "report", "step"]
