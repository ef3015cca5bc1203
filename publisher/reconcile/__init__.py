"""Finds publications that disagree with their page, whatever path changed it, and has them announced.

It writes nothing that was announced: it raises generations, and dispatch does the rest.
"""

from .steps import Found, full_round, report, step

__all__ = ["Found", "full_round", "report", "step"]
