from argparse import ArgumentParser
from dataclasses import replace
from datetime import timedelta
from typing import Any

from django.core.management.base import CommandError
from django.utils import timezone

from newswire.publisher import jobs
from newswire.publisher.management import arguments
from newswire.publisher.management.jobs import JobCommand
from newswire.publisher.models import Job


class Command(JobCommand):
    help = (
        "Sends one channel what was live before it and what it does not hold yet, below fresh news in"
        " priority. Exits 3 where pages could not be rendered; run again, it sends those alone."
    )
    kind = Job.Kind.BACKFILL

    def add_arguments(self, parser: ArgumentParser) -> None:
        super().add_arguments(parser)
        how_much = parser.add_mutually_exclusive_group(required=True)
        how_much.add_argument("--all", action="store_true", help="everything")
        how_much.add_argument(
            "--days", type=arguments.days, help="what was published in the last so many days"
        )

    def scope(self, options: dict[str, Any]) -> jobs.Scope:
        scope = super().scope(options)
        if options["all"]:
            return scope
        try:
            return replace(scope, since=timezone.now() - timedelta(days=options["days"]))
        except OverflowError:
            raise CommandError("That is before all times: use --all.") from None
