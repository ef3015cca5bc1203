from typing import Any

from django.core.exceptions import FieldDoesNotExist
from django.utils.text import capfirst
from wagtail.fields import StreamField

from .units import Unit


def label(model: type[Any], unit: Unit) -> str:
    """What a form calls a unit: its field, or its type of block. In the reader's language."""
    try:
        field = model._meta.get_field(unit.field)
    except FieldDoesNotExist:
        return unit.field
    if isinstance(field, StreamField) and unit.kind:
        block = field.stream_block.child_blocks.get(unit.kind)
        return str(block.label) if block is not None else unit.kind
    if field.is_relation and not field.concrete:
        of_rows = field.related_model
        return str(capfirst(getattr(of_rows, "newswire_called", of_rows._meta.verbose_name_plural)))
    return str(capfirst(field.verbose_name))
