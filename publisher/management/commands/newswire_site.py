import time
from argparse import ArgumentParser
from typing import Any

from django.core.files.storage import InvalidStorageError
from django.core.management.base import BaseCommand, CommandError
from django.db.models import F, Q
from django.db.models.functions import Now

from newswire.publisher import dispatch, jobs
from newswire.publisher.deliver import batches, clock, lanes
from newswire.publisher.deliver.alone import Taken
from newswire.publisher.management import arguments
from newswire.publisher.management.jobs import PAUSE, SOME_FAILED
from newswire.publisher.management.progress import Bar
from newswire.publisher.models import Channel, Delivery, Job, Lane, Publication
from newswire.publisher.static_site import StorageFailed, building
from newswire.publisher.transports.storage import StaticSite


class Command(BaseCommand):
    help = (
        "Builds the whole of a static site: sends its channel what it does not have yet, and makes each file"
        " that is not as it should be. Killed, it goes on where it ended when it is run again. Exits 3 where"
        " pages could not be made."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("channel", help="the channel's name")
        how = parser.add_mutually_exclusive_group()
        how.add_argument("--anew", action="store_true", help="make every file again, write those that differ")
        how.add_argument("--lost", action="store_true", help="the storage was emptied: write every file")

    def handle(self, *args: Any, **options: Any) -> None:
        channel = arguments.channel(options["channel"])
        if channel.transport != StaticSite.name:
            raise CommandError(f"{channel.name} is no static site.")
        if channel.state != Channel.State.ACTIVE:
            raise CommandError(f"Switch {channel.name} on first.")
        if options["anew"] or options["lost"]:
            building.doubt(channel, lost=options["lost"])
        failed = self._queue(channel) + self._send(channel) + self._build(channel)
        self.stdout.write(f"{building.size(channel):,} pages.")
        if failed:
            raise CommandError(f"{failed:,} pages could not be made.", returncode=SOME_FAILED)

    def _queue(self, channel: Channel) -> int:
        """What it does not have yet; a job that an interrupted run left goes on. How many failed."""
        self._announce()
        running = channel.jobs.filter(kind=Job.Kind.BACKFILL, state=Job.State.RUNNING)
        job = running.first()
        if job is None:
            if not jobs.plan(Job.Kind.BACKFILL, channel).pages:
                return 0
            job = jobs.start(Job.Kind.BACKFILL, channel, per_minute=0)
        with Bar(self.stdout, job.total, "pages rendered") as bar:
            while job.state == Job.State.RUNNING:
                if not jobs.step(1.0):
                    time.sleep(PAUSE)
                job.refresh_from_db()
                bar.show(job.done)
        for failure in job.failures:
            self.stderr.write(f"Page {failure['page_id']} “{failure['title']}”: {failure['why']}")
        return job.failed

    def _announce(self) -> None:
        """What was published and not looked at yet, beside the workers."""
        waiting = Publication.objects.filter(generation__gt=F("settled"))
        total = waiting.count()
        with Bar(self.stdout, total, "pages compared") as bar:
            while dispatch.run(1.0):
                bar.show(max(0, total - waiting.count()))

    def _send(self, channel: Channel) -> int:
        """Beside the workers; how many wait for another try."""
        left = Delivery.objects.filter(
            channel=channel, state__in=[Delivery.State.QUEUED, Delivery.State.SENDING]
        )
        due = left.filter(Q(state=Delivery.State.SENDING) | Q(attempts=0) | Q(next_attempt_at__lte=Now()))
        total = due.count()
        with Bar(self.stdout, total, "pages written") as bar:
            while (count := due.count()) and _is_well(channel):
                if not batches.run(1.0):
                    lanes.repair(clock.now())  # a killed run may have left it asleep, and no worker be there
                    time.sleep(PAUSE)
                bar.show(max(0, total - count))
        return left.count()

    def _build(self, channel: Channel) -> int:
        try:
            with Bar(self.stdout, building.size(channel), "pages checked") as bar:
                return building.build(channel, bar.show)
        except Taken:
            raise CommandError(f"Somebody else builds {channel.name}.") from None
        except InvalidStorageError:
            raise CommandError(f"The settings have no storage {channel.options.get('storage')}.") from None
        except StorageFailed as error:
            raise CommandError(f"The storage fails: {type(error.__cause__).__name__}.") from None


def _is_well(channel: Channel) -> bool:
    """Not failing, and not paused meanwhile."""
    return Lane.objects.filter(channel=channel, failures=0, channel__state=Channel.State.ACTIVE).exists()
