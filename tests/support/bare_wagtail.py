"""The same site without Newswire's part in Wagtail's admin: what a comparison of costs stands on."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from wagtail import hooks
from wagtail.admin.menu import admin_menu, reports_menu, settings_menu
from wagtail.admin.viewsets.pages import base_page_viewset, page_viewset_registry


@contextmanager
def bare_wagtail() -> Iterator[None]:
    """None of Newswire's hooks, and Wagtail's own views for every type of page."""
    hooks.search_for_hooks()
    kept = hooks._hooks, page_viewset_registry.values_by_class, page_viewset_registry.values_by_parent_model
    by_class, by_parent = ({kind: _wagtails(one) for kind, one in views.items()} for views in kept[1:])
    _use(
        {name: [pair for pair in every if not _ours(pair[0])] for name, every in kept[0].items()},
        by_class,
        by_parent,
    )
    try:
        yield
    finally:
        _use(*kept)


def _use(registered: Any, by_class: Any, by_parent: Any) -> None:
    hooks._hooks = registered
    page_viewset_registry.values_by_class = by_class
    page_viewset_registry.values_by_parent_model = by_parent
    for menu in (admin_menu, reports_menu, settings_menu):
        menu.__dict__.pop("registered_menu_items", None)  # what it was made of is read once


def _wagtails(viewset: Any) -> Any:
    return base_page_viewset if _ours(type(viewset)) else viewset


def _ours(thing: Any) -> bool:
    return bool(thing.__module__.startswith("newswire."))
