"""Brings an archive along: RSS, Atom or a WordPress export. docs/import.md."""

from argparse import ArgumentParser
from typing import Any
from urllib.parse import urlsplit

from django.apps import apps
from django.core.management.base import BaseCommand, CommandError
from tqdm import tqdm

from newswire.cms.importing.items import ImportProblem
from newswire.cms.importing.pictures import Pictures
from newswire.cms.importing.run import Report, run
from newswire.cms.importing.source import items
from newswire.cms.importing.targets import Targets, index_named
from newswire.cms.importing.write import Writer

SHOWN = 20  # lines of each kind of trouble


class Command(BaseCommand):
    help = "Imports articles from RSS, Atom or a WordPress export. Run again, it goes on where it ended."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("source", help="a file, or the address of a feed")
        parser.add_argument("--into", required=True, help="the news index: its id or its path, /en/news/")
        parser.add_argument("--language", default="", help="of items that name none; else the index's own")
        parser.add_argument("--dry-run", action="store_true", help="say what would come in; write nothing")
        parser.add_argument("--draft", action="store_true", help="publish nothing")
        parser.add_argument("--redirects", action="store_true", help="from the old paths to the new pages")
        parser.add_argument(
            "--trust", action="append", default=[], metavar="HOST", help="may be in your network"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        if options["redirects"] and not apps.is_installed("wagtail.contrib.redirects"):
            raise CommandError("--redirects needs wagtail.contrib.redirects in INSTALLED_APPS.")
        host = urlsplit(options["source"]).hostname
        trusted = {*options["trust"], *([host] if host else [])}
        pictures, report = Pictures(trusted), Report()
        writer = Writer(pictures, drafts=options["draft"], redirects=options["redirects"])
        try:
            targets = Targets(index_named(options["into"]), options["language"])
            found = list(items(options["source"], trusted))
            done = run(found, targets, None if options["dry_run"] else writer, report)
            for _ in tqdm(done, total=len(found), unit=" articles", disable=None):
                pass
        except ImportProblem as problem:
            raise CommandError(str(problem)) from problem
        except KeyboardInterrupt:
            self._say(report, pictures, options["dry_run"])
            raise CommandError("Stopped. Run the same again to go on.") from None
        self._say(report, pictures, options["dry_run"])
        if report.failed:
            raise CommandError(f"{len(report.failed)} failed. Run the same again to try them once more.")

    def _say(self, report: Report, pictures: Pictures, dry: bool) -> None:
        by_language = ", ".join(f"{lang} {count}" for lang, count in sorted(report.imported.items()))
        verb = "To import" if dry else "Imported"
        self.stdout.write(f"{verb}: {report.imported.total()} ({by_language or 'none'})")
        self.stdout.write(f"Here already: {report.known}")
        self.stdout.write(f"Topics: {len(report.topics)}, authors: {len(report.authors)}")
        for lang, count in sorted(report.without_index.items()):
            self.stdout.write(f"Left out: {count} in {lang}, which the index has no version in")
        if pictures.without_alt:
            self.stdout.write(f"Pictures without alternative text: {pictures.without_alt}")
        for line in pictures.left_out[:SHOWN]:
            self.stdout.write(f"Picture left out: {line}")
        for line in report.failed[:SHOWN]:
            self.stderr.write(f"Failed: {line}")
