from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from newswire.publisher import jobs
from newswire.publisher.models import Job

ACTIONS = {"pause": jobs.pause, "resume": jobs.resume, "cancel": jobs.cancel}
SHOWN = 20


class Command(BaseCommand):
    help = (
        "Lists the last jobs and all that are not over, newest first, or pauses, resumes or cancels one."
        " Exits 1 where it cannot."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("action", nargs="?", choices=list(ACTIONS))
        parser.add_argument("job", nargs="?", type=int, metavar="JOB", help="its number in the list")

    def handle(self, *args: Any, action: str | None, job: int | None, **options: Any) -> None:
        if action is None:
            for each in jobs.listed(Job.objects.select_related("channel"), SHOWN):
                self._print(each)
            return
        found = Job.objects.select_related("channel").filter(pk=job or 0).first()
        if found is None:
            raise CommandError("Name a job by its number: newswire_jobs lists them.")
        if found.kind == Job.Kind.TAKEDOWN:
            raise CommandError(f"A takedown cannot {action}. To restore the page, publish it again.")
        if not ACTIONS[action](found):
            raise CommandError(f"It is {found.get_state_display().lower()}, so it cannot {action}.")
        self._print(found)

    def _print(self, job: Job) -> None:
        failed = f", {job.failed:,} failed" if job.failed else ""
        self.stdout.write(
            f"{job.pk:>6}  {job.get_kind_display()}  {job.channel or '-'}  {job.get_state_display()}"
            f"  {job.done:,} of {job.total:,}{failed}  {job.created_at:%Y-%m-%d %H:%M} UTC"
        )
