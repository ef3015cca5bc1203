import json
import sys
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from newswire.publisher.channels import portable
from newswire.publisher.models import Channel


class Command(BaseCommand):
    help = (
        "Writes channels as JSON, without secrets and state, or makes channels of such a file: each paused,"
        " with a new secret. A name that is there already is left alone."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("action", choices=["export", "import"])
        parser.add_argument("file", nargs="?", help="to import; - is standard input")
        parser.add_argument("--channel", action="append", metavar="NAME", help="to export; all without it")

    def handle(self, *args: Any, action: str, file: str | None, **options: Any) -> None:
        if action == "export":
            self._export(options["channel"])
        else:
            self._import(file)

    def _export(self, names: list[str] | None) -> None:
        channels = Channel.objects.select_related("lane").order_by("name")
        if names:
            channels = channels.filter(name__in=names)
            if missing := set(names) - {channel.name for channel in channels}:
                raise CommandError(f"There is no channel {sorted(missing)[0]}.")
        self.stdout.write(json.dumps(portable.export(channels), indent=2, ensure_ascii=False))

    def _import(self, file: str | None) -> None:
        if file is None:
            raise CommandError("Name the file to import.")
        try:
            data = json.loads(sys.stdin.read() if file == "-" else Path(file).read_text())
            made = portable.take_in(data)
        except (OSError, ValueError, portable.NotPortable) as error:
            raise CommandError(str(error)) from error
        for channel, secret in made:
            self.stdout.write(
                f"{channel.name}: paused, until its test works. Its secret, shown once: {secret}"
            )
        self.stdout.write(f"{len(made)} made.")
