"""The article in an editor's form, saved or not: what it stands beside, and whether one may edit it."""

from typing import Any
from urllib.parse import urlsplit

import swapper
from django.apps import apps
from django.core.exceptions import BadRequest, PermissionDenied
from django.urls import Resolver404, get_script_prefix, resolve

from newswire.cms.articles.mixin import ArticleMixin
from newswire.cms.articles.place import Place


def draft_in(form: str, user: Any) -> Any:
    """The page behind the address that a page editor's form is sent to.

    A page that was never saved is made in memory, below the page that it will stand below. Raises
    BadRequest for another address, and PermissionDenied where the user may not edit there.
    """
    try:
        match = resolve(f"/{urlsplit(form).path.removeprefix(get_script_prefix())}")
    except Resolver404 as error:
        raise BadRequest("This is no page editor.") from error
    if match.view_name == "wagtailadmin_pages:edit":
        return _saved(match.kwargs["page_id"], user)
    if match.view_name == "wagtailadmin_pages:add":
        return _new(**match.kwargs, user=user)
    raise BadRequest("This is no page editor.")


def _saved(page_id: int, user: Any) -> Any:
    page = _page(page_id)
    if not page.permissions_for_user(user).can_edit():
        raise PermissionDenied
    return page


def _new(content_type_app_name: str, content_type_model_name: str, parent_page_id: int, user: Any) -> Any:
    parent = _page(parent_page_id)
    if not parent.permissions_for_user(user).can_add_subpage():
        raise PermissionDenied
    try:
        model = apps.get_model(content_type_app_name, content_type_model_name)
    except LookupError as error:
        raise BadRequest("This is no page type.") from error
    page = model(locale=parent.locale)
    if isinstance(page, ArticleMixin):
        page.place = Place.below(parent)
    return page


def _page(page_id: int) -> Any:
    """A page that is not there is nobody's to edit."""
    page = swapper.load_model("wagtailcore", "Page").objects.filter(pk=page_id).first()
    if page is None:
        raise PermissionDenied
    return page.specific
