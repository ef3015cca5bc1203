"""Wagtail's API v3 takes routers until its addresses are asked for, so this is done when the app is ready."""

from django.apps import apps
from wagtail.api.v3.api import api

from newswire.cms.articles.mixin import ArticleMixin


def connect() -> None:
    """Adds `/articles/`, unless the host has no type of article."""
    if any(issubclass(model, ArticleMixin) for model in apps.get_models()):
        from newswire.cms.api import v3

        api.add_router("/articles/", v3.router)
