"""Which models a page can show: so that saving anything else in a host project costs no query."""

from collections.abc import Iterator
from functools import lru_cache
from typing import Any, cast

from django.apps import apps
from django.db.models import ForeignKey, Model, OneToOneField
from modelcluster.fields import ParentalKey
from modelcluster.models import get_all_child_relations
from wagtail.blocks import RichTextBlock
from wagtail.coreutils import resolve_model_string
from wagtail.fields import RichTextField, StreamField
from wagtail.models import AbstractPage
from wagtail.rich_text import features


@lru_cache(maxsize=1)
def shown_models() -> frozenset[type[Model]]:
    """Everything but pages that a page's fields, blocks and texts can refer to, directly or through
    something else: the portrait of an author. Base models, as in Wagtail's ReferenceIndex."""
    found: set[type[Model]] = set()
    ahead = [model for model in apps.get_models() if issubclass(model, AbstractPage)]
    while ahead:
        for target in _targets(ahead.pop()):
            base = base_model(target)
            if base not in found and _is_content(base):
                found.add(base)
                ahead.append(target)
    return frozenset(found)


@lru_cache(maxsize=1024)
def can_be_shown(model: type[Model]) -> bool:
    """Can an object of this model be shown by a page, or be a part of one that can?"""
    if issubclass(model, AbstractPage):
        return False
    shown = shown_models()
    return base_model(model) in shown or any(
        base_model(field.related_model) in shown for field in wholes(model)
    )


@lru_cache(maxsize=1024)
def wholes(model: type[Model]) -> tuple[Any, ...]:
    """The fields that make an object a part of another: a picture's credit record, an inline child."""
    return tuple(
        field
        for field in model._meta.concrete_fields
        if isinstance(field, OneToOneField | ParentalKey)
        and not field.remote_field.parent_link
        and not issubclass(field.related_model, AbstractPage)
    )


def base_model(model: type[Model]) -> type[Model]:
    """The model that ReferenceIndex names: the topmost table of a model in several tables."""
    parents = model._meta.all_parents
    return parents[-1] if parents else model


def _is_content(model: type[Model]) -> bool:
    """Wagtail's own records (collections, locales, sites) and users' rights are no content."""
    return not issubclass(model, AbstractPage) and model._meta.app_label not in {
        "wagtailcore",
        "contenttypes",
    }


def _targets(model: type[Model]) -> Iterator[type[Model]]:
    for field in model._meta.get_fields():
        if isinstance(field, StreamField):
            yield from _block_targets(field.stream_block)
        elif isinstance(field, RichTextField):
            yield from _text_targets()
        elif _is_a_reference(field):
            yield cast(type[Model], field.related_model)
    for relation in get_all_child_relations(model):
        yield from _targets(relation.related_model)


def _is_a_reference(field: Any) -> bool:
    return (
        isinstance(field, ForeignKey)
        and not isinstance(field, ParentalKey)
        and not getattr(field, "wagtail_reference_index_ignore", False)
    )


def _block_targets(block: Any) -> Iterator[type[Model]]:
    if target := getattr(block, "target_model", None):  # of a chooser, Wagtail's or a package's
        yield resolve_model_string(target)
    if isinstance(block, RichTextBlock):
        yield from _text_targets()
    for child in getattr(block, "child_blocks", {}).values():
        yield from _block_targets(child)
    if child := getattr(block, "child_block", None):
        yield from _block_targets(child)


def _text_targets() -> Iterator[type[Model]]:
    """What links and embeds in rich text can name, by the handlers that are registered."""
    for handler in [*features.get_link_types().values(), *features.get_embed_types().values()]:
        try:
            yield handler.get_model()
        except NotImplementedError:  # an embed of another site
            continue
