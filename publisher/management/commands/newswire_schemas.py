from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from newswire.publisher.schemas.documents import documents
from newswire.publisher.schemas.views import written


class Command(BaseCommand):
    help = "Writes the JSON Schemas of what is sent, OpenAPI and AsyncAPI into a folder."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("folder", type=Path)

    def handle(self, *args: Any, folder: Path, **options: Any) -> None:
        try:
            folder.mkdir(parents=True, exist_ok=True)
            for name, document in documents().items():
                (folder / name).write_text(written(document), encoding="utf-8")
                self.stdout.write(str(folder / name))
        except OSError as error:
            raise CommandError(f"{folder} cannot be written: {error.strerror}") from None
