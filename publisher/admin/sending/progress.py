from dataclasses import dataclass

from newswire.publisher.models import Job

OPEN = (Job.State.RUNNING, Job.State.PAUSED)


@dataclass(frozen=True)
class Progress:
    """How far a job is, as a person reads it."""

    done: int
    total: int  # never less than `done`: pages may be published while it runs
    percent: int
    minutes_left: int | None  # at its rate, rounded up; None where it has none, or does not run
    is_open: bool
    is_running: bool

    @classmethod
    def of(cls, job: Job) -> "Progress":
        total = max(job.total, job.done)
        is_running = job.state == Job.State.RUNNING
        left = -(-(total - job.done) // job.rate_per_minute) if is_running and job.rate_per_minute else None
        percent = job.done * 100 // total if total else 100
        return cls(job.done, total, percent, left, job.state in OPEN, is_running)
