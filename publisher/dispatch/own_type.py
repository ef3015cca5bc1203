"""A page as its own type has it."""

from functools import cache
from typing import Any

import swapper
from django.apps import apps
from django.db.models import Model, QuerySet

from newswire.publisher.compiled import Compiled, compiled_by_key


def page_of(page_id: int, page_type: str) -> Any | None:
    """The page, None where it is gone. One query where its type ("app_label.model") is known."""
    model = _model(page_type)
    page = _rows(model).first(page_id) if model else None
    return page or _rows(swapper.load_model("wagtailcore", "Page")).first(page_id)


def specific(page: Any) -> Any:
    """Wagtail's `page.specific`, with its statement built once. One query; none where it is that already."""
    model = page.specific_class
    if model is None or isinstance(page, model):
        return page  # of a type that is no longer installed, or a draft
    return _rows(model).get(page.pk)


@cache
def _model(page_type: str) -> type[Model] | None:
    try:
        model = apps.get_model(page_type)
    except (LookupError, ValueError):
        return None
    return model if issubclass(model, swapper.load_model("wagtailcore", "Page")) else None


@cache
def _rows(model: type[Model]) -> Compiled[Any]:
    def of_one(page_id: int) -> QuerySet[Any]:
        # Not a host's own manager, which may look at the clock.
        return model._base_manager.filter(pk=page_id).select_related("locale")

    return compiled_by_key(of_one)
