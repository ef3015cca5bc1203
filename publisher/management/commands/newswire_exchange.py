from argparse import ArgumentParser
from pathlib import Path
from typing import Any

import swapper
from django.core.management.base import BaseCommand, CommandError

from newswire.publisher.management import arguments
from newswire.publisher.translating.exchange import hostile
from newswire.publisher.translating.exchange.arrival import Arrival, locale_of
from newswire.publisher.translating.exchange.bundle import arrivals, deliver_all, named
from newswire.publisher.translating.exchange.deliver import outlook
from newswire.publisher.translating.exchange.formats import FORMATS
from newswire.publisher.translating.refusal import Refused


class Command(BaseCommand):
    help = (
        "Takes texts of pages out for translators, as XLIFF or PO, and their translations in again, as drafts"
        " that are not published."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        acts = parser.add_subparsers(dest="act", required=True)
        out = acts.add_parser("export", help="write a file for each page")
        out.add_argument(
            "pages", nargs="+", type=arguments.page_id, metavar="PAGE", help="its number, in any language"
        )
        out.add_argument("--to", required=True, metavar="LANGUAGE", help="to be translated into")
        out.add_argument("--format", choices=FORMATS, default="xliff2", help="default: xliff2")
        out.add_argument("--output", type=Path, default=Path(), metavar="FOLDER", help="default: here")
        back = acts.add_parser("import", help="read files, or archives of them")
        back.add_argument("files", nargs="+", type=Path, metavar="FILE")
        back.add_argument(
            "--user", required=True, metavar="NAME", help="who writes the drafts: by their rights"
        )
        back.add_argument("--dry-run", action="store_true", help="say what would change")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            self._export(options) if options["act"] == "export" else self._import(options)
        except (Refused, OSError) as error:
            raise CommandError(str(error)) from None

    def _export(self, options: dict[str, Any]) -> None:
        locale = locale_of(options["to"])
        pages = swapper.load_model("wagtailcore", "Page").objects.in_bulk(options["pages"])
        if unknown := sorted(set(options["pages"]) - set(pages)):
            raise CommandError(f"There is no page {unknown[0]}.")
        for page_id in options["pages"]:
            name, content = named(pages[page_id], locale, options["format"])
            path = options["output"] / name
            path.write_bytes(content)
            self.stdout.write(str(path))

    def _import(self, options: dict[str, Any]) -> None:
        user = arguments.user(options["user"])
        found = [one for path in options["files"] for one in arrivals(_content(path))]
        for arrival in found:
            self._say(arrival, user)
        if not options["dry_run"]:
            for page in deliver_all(found, user):
                self.stdout.write(f"Draft of page {page.pk}: {page.get_admin_display_title()}")

    def _say(self, arrival: Arrival, user: Any) -> None:
        seen = outlook(arrival, user)
        title = seen.origin.get_admin_display_title()
        changed, since = len(seen.differences), len(seen.source_changes)
        self.stdout.write(
            f"{title} → {arrival.lang}: {changed} texts change, {since} changed in the source since"
        )
        for problem in arrival.problems:
            self.stdout.write(f"  {problem.where}: {problem.words}")


def _content(path: Path) -> bytes:
    hostile.check_size(path.stat().st_size)
    return path.read_bytes()
