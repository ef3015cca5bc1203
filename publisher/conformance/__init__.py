"""Attacks on a receiver: what may arrive in real life, and what somebody may try, one after the other.

Only what the receiver answers is looked at; docs/conformance.md says how it may let itself be looked into.
"""

from .attacks import ATTACKS
from .run import Finding, run
from .target import Target

__all__ = ["ATTACKS", "Finding", "Target", "run"]
