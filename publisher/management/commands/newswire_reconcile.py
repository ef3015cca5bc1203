from argparse import ArgumentParser
from dataclasses import fields
from typing import Any

import swapper
from django.core.management.base import BaseCommand, CommandError

from newswire.publisher import reconcile, wake
from newswire.publisher.management.progress import Bar
from newswire.publisher.reconcile import Found, audit
from newswire.publisher.reconcile.gently import Dropped

WORDS = {
    "recorded": "recorded as live before Newswire",
    "checked": "compared",
    "raised": "differ from what was announced",
    "missing": "are live and were never captured",
    "reordered": "stand elsewhere among their siblings",
    "left_to_job": "are left to a job, which has a rate",
    "followed": "show something that was changed",
    "audited": "are rendered again and compared",
    "dropped": "steps dropped because the database was busy; run it again",
}


class Command(BaseCommand):
    help = (
        "Compares every page with what was announced of it, and has the differences announced."
        " The beat does the same, a part every 30 seconds."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--deep", action="store_true", help="also render every page and compare its content"
        )
        parser.add_argument("--dry-run", action="store_true", help="say what differs, and change nothing")

    def handle(self, *args: Any, **options: Any) -> None:
        total = swapper.load_model("wagtailcore", "Page").objects.count()
        with Bar(self.stdout, total, "pages") as bar:
            found = reconcile.report(bar.show) if options["dry_run"] else reconcile.full_round(bar.show)
        if options["deep"]:
            found.audited += audit.announced().count() if options["dry_run"] else self._audit_all()
        self._print(found)

    def _audit_all(self) -> int:
        raised = 0
        with Bar(self.stdout, audit.announced().count(), "pages to render") as bar:
            try:
                for count in audit.deep():
                    raised += count
                    bar.show(raised)
                    wake.dispatch_soon()
            except Dropped as error:
                raise CommandError(
                    f"The database was busy after {raised} pages, run it again: {error}"
                ) from error
        return raised

    def _print(self, found: Found) -> None:
        for field in fields(found):
            count = getattr(found, field.name)
            if field.name in WORDS and (count or field.name == "checked"):
                self.stdout.write(f"{count:>9,}  {WORDS[field.name]}")
        if not (found.raised or found.missing or found.left_to_job or found.recorded):
            self.stdout.write(self.style.SUCCESS("Every page is as it was announced."))
