"""Work over many pages that is counted, slowed, paused, cancelled, and resumed after a crash.

plan -> start -> step, step, ... -> done. A job is a row; `step` is run by the beat, by a wake-up or by a
command, in any number of processes. Each page's outcome and the job's cursor are one transaction.
"""

from .control import CannotStart, cancel, listed, pause, resume, start
from .plan import Plan, plan
from .scope import Scope
from .step import step

__all__ = ["CannotStart", "Plan", "Scope", "cancel", "listed", "pause", "plan", "resume", "start", "step"]
