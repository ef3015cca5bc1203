"""Wagtail's API v3 takes routers until its addresses are asked for, so this is done when the app is ready."""

from wagtail.api.v3.api import api


def connect() -> None:
    from newswire.cms.api import v3

    if v3.MODELS:  # none where a host has no article type
        api.add_router("/articles/", v3.router)
