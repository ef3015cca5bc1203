"""Compiles the translations into wheels and editable installations: hatchling's hook of this project."""

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from hatchling.builders.hooks.plugin.interface import BuildHookInterface
from hatchling.builders.utils import get_reproducible_timestamp


class Catalogues(BuildHookInterface):
    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        for source in Path(self.root).glob("*/locale/*/LC_MESSAGES/django.po"):
            compiled = source.with_suffix(".mo")
            if not compiled.exists() or compiled.stat().st_mtime < source.stat().st_mtime:
                compile_catalogue(source, compiled)


def compile_catalogue(source: Path, compiled: Path) -> None:
    with source.open("rb") as text, compiled.open("wb") as out:
        catalogue = read_po(text, locale=source.parts[-3])
        catalogue.creation_date = datetime.fromtimestamp(get_reproducible_timestamp(), UTC)  # else it is now
        write_mo(out, catalogue)
