"""A version that begins as a copy of its source is compared with it from the start, whoever made it:
Newswire, simple_translation or wagtail-localize."""

from typing import Any

from wagtail.models import AbstractPage
from wagtail.signals import copy_for_translation_done

from .staleness import begun


def connect() -> None:
    """Called once, from the app's `ready()`."""
    copy_for_translation_done.connect(_begun, dispatch_uid="newswire.translating.copies")


def _begun(source_obj: Any, target_obj: Any, **kwargs: Any) -> None:
    if isinstance(target_obj, AbstractPage) and not target_obj.alias_of_id and target_obj.depth > 1:
        begun(target_obj, source_obj)
