from argparse import ArgumentParser
from typing import Any

from django.apps import apps
from django.core.management.base import BaseCommand, CommandError

from newswire.publisher import secrets
from newswire.publisher.models import SealedSecret


class Command(BaseCommand):
    help = (
        "Encrypts every stored secret again under the first key of NEWSWIRE_SECRET_KEYS. Run it after "
        "putting a new key in front; when it has succeeded, the older keys can go."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--dry-run", action="store_true", help="only count")

    def handle(self, *args: Any, **options: Any) -> None:
        total = 0
        for model in _sealed():
            try:
                total += secrets.rewrap(model, dry_run=options["dry_run"])
            except secrets.SecretError as error:
                raise CommandError(f"{error} Put that key back, run this again, then remove it.") from error
        verb = "would be encrypted" if options["dry_run"] else "encrypted"
        self.stdout.write(f"{total} secrets {verb} again.")


def _sealed() -> list[type[SealedSecret]]:
    """Those of other apps too, so that one command covers all."""
    return [model for model in apps.get_models() if issubclass(model, SealedSecret)]
