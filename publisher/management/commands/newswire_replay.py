from argparse import ArgumentParser
from dataclasses import replace
from typing import Any

from newswire.publisher import jobs
from newswire.publisher.management import arguments
from newswire.publisher.management.jobs import JobCommand
from newswire.publisher.models import Job


class Command(JobCommand):
    help = (
        "Sends one channel again what it was told last, live or gone: everything, or what was announced or"
        " arrived in a time range. A receiver that still has it ignores it, by its version."
    )
    kind = Job.Kind.REPLAY

    def add_arguments(self, parser: ArgumentParser) -> None:
        super().add_arguments(parser)
        parser.add_argument("--since", metavar="TIME", help="from then on; ISO 8601")
        parser.add_argument("--until", metavar="TIME", help="before then")

    def scope(self, options: dict[str, Any]) -> jobs.Scope:
        since, until = (options[name] and arguments.moment(options[name]) for name in ("since", "until"))
        return replace(super().scope(options), since=since, until=until)
