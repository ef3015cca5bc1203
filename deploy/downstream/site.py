"""The Flask application with what every request needs: the settings and the database."""

from typing import cast

from flask import Flask, current_app, request, url_for

from downstream.database import Database
from downstream.settings import Settings


class Site(Flask):
    def __init__(self, settings: Settings) -> None:
        super().__init__("downstream")
        self.settings = settings
        self.database = Database(settings.database)


def site() -> Site:
    """The application of the current request."""
    return cast(Site, current_app)


def path_of(lang: str, slug: str) -> str:
    """Where an article stands on this site, without the host."""
    return url_for("pages.article", lang=lang.lower(), slug=slug)


def news_path(lang: str) -> str:
    return url_for("pages.news", lang=lang.lower())


def absolute(path: str) -> str:
    return (site().settings.base_url or request.host_url).rstrip("/") + path
