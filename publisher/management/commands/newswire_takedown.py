import time
from argparse import ArgumentParser
from contextlib import suppress
from typing import Any
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.core.management.base import BaseCommand, CommandError

from newswire.publisher import deliver, dispatch, takedown
from newswire.publisher.deliver import batches
from newswire.publisher.deliver.words import explain
from newswire.publisher.management import arguments
from newswire.publisher.management.progress import Bar
from newswire.publisher.models import Job, Publication
from newswire.publisher.takedown import Confirmation, Status
from newswire.publisher.triggers import target
from newswire.publisher.triggers.refusal import Refusal

UNCONFIRMED = 3  # exit code: taken down here, and not everybody has confirmed yet
PAUSE = 0.2  # seconds between two looks


class Command(BaseCommand):
    help = (
        "Takes a page and all its language versions down, from every site that has one of them, and says"
        " which have confirmed. Works without workers too. Exits 3 where some have not in time."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("page", help="its number, its address, or the id that receivers know")
        parser.add_argument("--reason", help="why; it is sent with the withdrawal")
        parser.add_argument("--user", metavar="NAME", help="on whose behalf; may that user unpublish it?")
        parser.add_argument(
            "--wait",
            type=arguments.number,
            default=60,
            metavar="SECONDS",
            help="for confirmations; default: 60",
        )
        parser.add_argument("--dry-run", action="store_true", help="say what would go, and from where")

    def handle(self, *args: Any, **options: Any) -> None:
        what = _what(options["page"])
        for version in takedown.pages_of(what):
            state = "live" if version.live else "not live"
            self.stdout.write(f"{version.pk:>8}  {version.locale.language_code}  {state}  {version.title}")
        if options["dry_run"]:
            names = ", ".join(channel.name for channel in takedown.holders(what))
            self.stdout.write(f"Held by: {names or 'nobody'}")
            return
        if not options["reason"]:
            raise CommandError("Say why: --reason")
        actor = arguments.user(options["user"]) if options["user"] else None
        try:
            job = takedown.take_down(what, options["reason"], actor)
        except PermissionDenied as error:
            raise CommandError(str(error)) from None
        self._report(self._wait(job, options["wait"]))

    def _wait(self, job: Job, seconds: float) -> Status:
        """Renders and sends itself: in an emergency nobody should look for a worker. Ctrl-C ends it."""
        ends = time.monotonic() + seconds
        with Bar(self.stdout, job.total, "copies gone") as bar, suppress(KeyboardInterrupt):
            while self._is_waiting(job, bar) and time.monotonic() < ends:
                time.sleep(PAUSE)
        return takedown.status(job)

    def _is_waiting(self, job: Job, bar: Bar) -> bool:
        dispatch.run(5)
        deliver.run(1)
        batches.run(1)
        takedown.watch()
        found = takedown.status(job)
        bar.show(found.confirmed_copies)
        return bool(found.waiting)

    def _report(self, found: Status) -> None:
        for one in found.channels:
            self.stdout.write(f"{one.channel.name}: {_words(one)}")
        if found.waiting:
            raise CommandError(
                f"{len(found.waiting)} of {len(found.channels)} sites have not confirmed yet;"
                " the workers go on.",
                returncode=UNCONFIRMED,
            )
        self.stdout.write(self.style.SUCCESS(f"Confirmed by {len(found.channels)} sites."))


def _words(one: Confirmation) -> str:
    if one.is_confirmed:
        return f"confirmed since {one.since:%Y-%m-%d %H:%M:%S} UTC" if one.since else "confirmed"
    if one.cannot:
        return "cannot take anything back: ask the people who run it"
    return f"waiting. {explain(one.error).what}" if one.error else "waiting"


def _what(named: str) -> Any:
    """The page, or its language set: a page that is deleted has only that."""
    publication = Publication.objects.filter(uuid=named).first() if _is_uuid(named) else None
    if publication is not None and publication.set_key:
        return publication.set_key
    try:
        return target.find({"id" if named.isdecimal() else "url": named})
    except Refusal as refusal:
        raise CommandError(str(refusal)) from None


def _is_uuid(named: str) -> bool:
    try:
        return bool(UUID(named))
    except ValueError:
        return False
