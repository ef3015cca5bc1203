from argparse import ArgumentParser
from typing import Any

import swapper
from django.core.management.base import BaseCommand

from newswire.publisher import reconcile, restored
from newswire.publisher.management.progress import Bar
from newswire.publisher.models import Publication


class Command(BaseCommand):
    help = (
        "Run it once after the database was restored from a backup, before the workers start: versions and"
        " the sequence jump, so that no receiver ignores what follows. Compares every page; sends nothing."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--dry-run", action="store_true", help="say what would be done")

    def handle(self, *args: Any, **options: Any) -> None:
        count = Publication.objects.count()
        if options["dry_run"]:
            self.stdout.write(f"{count:,} publications would jump by {restored.VERSIONS:,} versions.")
            return
        counter = restored.begin_epoch()
        self.stdout.write(
            f"{count:,} publications jumped by {restored.VERSIONS:,} versions."
            f" Epoch {counter.epoch}, sequence {counter.sequence:,}."
        )
        total = swapper.load_model("wagtailcore", "Page").objects.count()
        with Bar(self.stdout, total, "pages") as bar:
            found = reconcile.full_round(bar.show)
        differ = found.raised + found.missing + found.left_to_job
        self.stdout.write(f"{found.checked:,} pages compared, {differ:,} differ and are announced.")
        self.stdout.write("What a receiver got after the backup was made, newswire_replay puts right.")
