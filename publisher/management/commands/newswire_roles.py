"""Makes the groups of a newsroom: reporters, editors, translators, channel managers."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand
from wagtail.coreutils import get_content_languages

from newswire.publisher import roles


class Command(BaseCommand):
    help = "Makes the groups Reporter, Editor, Translator (one per language) and Channel manager."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--dry-run", action="store_true", help="only say what would be done")

    def handle(self, *args: Any, **options: Any) -> None:
        dry_run = options["dry_run"]
        for made in roles.make(dry_run):
            self.stdout.write(f"{made.group}: {_words(made, dry_run)}")
        for lang in sorted(set(get_content_languages()) - set(roles.home_pages())):
            self.stdout.write(
                f"{lang}: no home page in this language yet, so no group for its translators. "
                "Run this again when there is one."
            )


def _words(made: roles.Made, dry_run: bool) -> str:
    would = "would be " if dry_run else ""
    if made.is_new:
        return f"{would}made, with {made.given} permissions"
    return f"{would}given {made.given} permissions" if made.given else "has all it needs"
