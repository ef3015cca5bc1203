"""Choosers of a body that take what was fetched for many bodies together, before they ask for their own."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any

from wagtail.blocks import PageChooserBlock
from wagtail.documents.blocks import DocumentChooserBlock
from wagtail.images.blocks import ImageChooserBlock

# By model, then by id; None for what was asked for and is not there any more.
Objects = Mapping[type, Mapping[Any, Any]]

_fetched: ContextVar[Objects] = ContextVar("newswire_fetched", default={})  # noqa: B039 - never written to


@contextmanager
def fetched(objects: Objects) -> Iterator[None]:
    """Bodies that are turned into blocks within it find their pages, pictures and documents there."""
    token = _fetched.set(objects)
    try:
        yield
    finally:
        _fetched.reset(token)


class _Together:
    def bulk_to_python(self, values: Any) -> list[Any]:
        values = list(values)
        known = _fetched.get().get(self.model_class, {})  # type: ignore[attr-defined]  # of the chooser
        if all(value is None or value in known for value in values):
            return [known.get(value) for value in values]
        return super().bulk_to_python(values)  # type: ignore[misc]  # a mixin: of the chooser


class PageChooser(_Together, PageChooserBlock):
    pass


class PictureChooser(_Together, ImageChooserBlock):
    pass


class DocumentChooser(_Together, DocumentChooserBlock):
    pass
