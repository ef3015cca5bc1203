from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand
from django.db.models import QuerySet

from newswire.publisher.dependents import cascade
from newswire.publisher.management import arguments
from newswire.publisher.models import Publication


class Command(BaseCommand):
    help = (
        "Has every live page rendered, and sent to whoever holds it where its content changed: after a change"
        " of templates. For one channel see newswire_replay and newswire_backfill."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--if-changed", action="store_true", required=True, help="send what differs")
        parser.add_argument(
            "--page", type=arguments.page_id, nargs="+", metavar="ID", help="only these pages"
        )
        parser.add_argument("--language", help="only pages in this language")
        parser.add_argument("--since", metavar="TIME", help="only what was announced since; ISO 8601")
        parser.add_argument("--dry-run", action="store_true", help="say how many, render nothing")

    def handle(self, *args: Any, **options: Any) -> None:
        publications = self._publications(options)
        if options["dry_run"]:
            self.stdout.write(f"{publications.count()} live pages.")
            return
        page_ids = sorted(publications.values_list("page_id", flat=True))
        if not page_ids:
            self.stdout.write("0 live pages: nothing is rendered again.")
            return
        raised = cascade.touch_or_start({"targets": [], "page_ids": page_ids})
        self.stdout.write(
            f"{raised} pages are rendered again." if raised else f"A job renders {len(page_ids)} pages again."
        )

    def _publications(self, options: dict[str, Any]) -> QuerySet[Publication]:
        found = Publication.objects.filter(state=Publication.State.LIVE).order_by("pk")
        if options["page"]:
            found = found.filter(page_id__in=options["page"])
        if options["language"]:
            found = found.filter(lang=options["language"])
        if options["since"]:
            found = found.filter(announced_at__gte=arguments.moment(options["since"]))
        return found
