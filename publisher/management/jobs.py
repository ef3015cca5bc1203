"""What the commands that start a job have in common."""

import time
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from newswire.publisher import jobs
from newswire.publisher.models import Channel, Job

from . import arguments
from .progress import Bar

SOME_FAILED = 3  # exit code: the job is done, and pages could not be rendered
INTERRUPTED = 130  # exit code: as a shell has it
PAUSE = 0.2  # seconds between two looks at a job whose rate allows nothing yet


class JobCommand(BaseCommand):
    """Starts a job, and moves it on until it ends; workers help, and go on where this is interrupted.

    Exits 0 when all is done, 1 where nothing was started, or where the job was paused or cancelled or its
    channel deleted meanwhile, 130 where it was interrupted, 3 where pages could not be rendered.
    """

    kind: Job.Kind

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("channel", help="the channel's name")
        parser.add_argument("--language", action="append", default=[], metavar="CODE", help="only this one")
        of_pages: dict[str, Any] = {
            "action": "append",
            "default": [],
            "type": arguments.page_id,
            "metavar": "PAGE_ID",
        }
        parser.add_argument("--section", **of_pages, help="only what is below")
        parser.add_argument("--page", **of_pages, help="only this one")
        parser.add_argument(
            "--rate",
            type=arguments.number,
            metavar="PAGES",
            help="a minute; 0: as fast as it goes; else the setting's",
        )
        parser.add_argument("--dry-run", action="store_true", help="count, and change nothing")
        parser.add_argument("--background", action="store_true", help="leave it to the workers")

    def scope(self, options: dict[str, Any]) -> jobs.Scope:
        return jobs.Scope(
            languages=tuple(options["language"]),
            sections=tuple(options["section"]),
            publications=arguments.publications(options["page"]),
        )

    def handle(self, *args: Any, **options: Any) -> None:
        channel, scope = arguments.channel(options["channel"]), self.scope(options)
        planned = jobs.plan(self.kind, channel, scope, options["rate"])
        about = f", about {planned.minutes:,} min" if planned.minutes else ""
        self.stdout.write(f"{planned.pages:,} pages for {channel.name}{about}")
        if options["dry_run"]:
            return
        job = self._start(channel, scope, options["rate"])
        self.stdout.write(f"Job {job.pk}; newswire_jobs pauses, resumes and cancels it.")
        if options["background"]:
            return
        try:
            self._work(job)
        except KeyboardInterrupt:
            raise CommandError(
                f"Interrupted: workers go on with job {job.pk}. To end it: newswire_jobs cancel {job.pk}",
                returncode=INTERRUPTED,
            ) from None
        except Job.DoesNotExist:  # it goes with its channel
            raise CommandError(f"{channel.name} was deleted meanwhile.") from None
        self._report(job)

    def _start(self, channel: Channel, scope: jobs.Scope, rate: int | None) -> Job:
        try:
            return jobs.start(self.kind, channel, scope, per_minute=rate)
        except jobs.CannotStart as reason:
            raise CommandError(str(reason)) from None

    def _work(self, job: Job) -> None:
        with Bar(self.stdout, job.total, "pages") as bar:
            while job.state == Job.State.RUNNING:
                if not jobs.step(1.0):
                    time.sleep(PAUSE)
                job.refresh_from_db()
                bar.show(job.done)

    def _report(self, job: Job) -> None:
        queued = job.deliveries.count()
        self.stdout.write(f"{job.done:,} of {job.total:,} pages handled, {queued:,} queued.")
        for failure in job.failures:
            self.stderr.write(f"Page {failure['page_id']} “{failure['title']}”: {failure['why']}")
        if job.state != Job.State.DONE:
            raise CommandError(f"The job is {job.get_state_display().lower()}.")
        if job.failed:
            raise CommandError(f"{job.failed:,} pages could not be rendered.", returncode=SOME_FAILED)
