from typing import Any

from django.apps import apps
from django.core.checks import CheckMessage, Error
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from wagtail.contrib.table_block import blocks as table_block

EDITOR_APP = "wagtail.contrib.table_block"


class TableBlock(table_block.TableBlock):
    """Wagtail's table, never without a caption and a header row or column."""

    def clean(self, value: Any) -> Any:
        value = super().clean(value)
        problem = None if self.is_deferred_validation else _problem(value or {})
        if problem:
            raise ValidationError(problem)
        return value

    def get_api_representation(self, value: Any, context: Any = None) -> dict[str, Any]:
        """`header` is row, column, both or empty; `rows` are lists of texts, header row first."""
        value = value or {}
        return {
            "caption": value.get("table_caption") or "",
            "header": HEADERS[_has_header_row(value), _has_header_column(value)],
            "rows": _even(value.get("data")),
        }

    def render(self, value: Any, context: Any = None) -> Any:
        return super().render({**value, "data": _even(value.get("data"))} if value else value, context)

    def get_searchable_content(self, value: Any) -> list[str]:
        caption = (value or {}).get("table_caption")
        return [*([caption] if caption else []), *super().get_searchable_content(value)]

    def check(self, **kwargs: Any) -> list[CheckMessage]:
        if apps.is_installed(EDITOR_APP):
            return super().check(**kwargs)
        hint = f"Add {EDITOR_APP!r} to INSTALLED_APPS: the table's editor lives there."
        return [Error("The table block has no editor.", hint=hint, obj=self, id="newswire.E101")]

    class Meta:
        label = _("Table")
        description = _("Rows and columns with a caption. Can be pasted from a spreadsheet.")
        icon = "table"
        group = _("Text")
        template = "newswire_blocks/table.html"
        preview_template = "newswire_blocks/preview.html"
        preview_value = {
            "table_caption": "2023",
            "table_header_choice": "both",
            "first_row_is_table_header": True,
            "first_col_is_header": True,
            "data": [["", "LU", "BE"], ["A", "12", "31"], ["B", "7", "9"]],
        }


HEADERS = {(True, True): "both", (True, False): "row", (False, True): "column", (False, False): ""}


def _even(rows: Any) -> list[list[str]]:
    """Every row as wide as the widest: those that code or an import left shorter end in empty cells."""
    filled = [["" if cell is None else str(cell) for cell in row] for row in rows or [] if row]
    width = max(map(len, filled), default=0)
    return [row + [""] * (width - len(row)) for row in filled]


def _has_header_row(value: Any) -> bool:
    return bool(value.get("first_row_is_table_header"))


def _has_header_column(value: Any) -> bool:
    return bool(value.get("first_col_is_header"))


def _problem(value: Any) -> Any:
    """What the table lacks for somebody who hears it read, as a message, or None."""
    if not any(cell for row in value.get("data") or [] for cell in row):
        return _("The table is empty: fill in its cells, or delete the block.")
    if not (value.get("table_caption") or "").strip():
        return _("Add a caption that says what the table shows.")
    if not (_has_header_row(value) or _has_header_column(value)):
        return _("Say which cells are headers: the first row, the first column or both.")
    return None
