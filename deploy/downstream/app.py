"""The application, made from its settings."""

import os
from collections.abc import Mapping
from http import HTTPStatus
from urllib.parse import urlsplit

from flask import Response, render_template, request
from werkzeug.exceptions import NotFound

from downstream import checks, pages, preview, webhook, words
from downstream.article import lead_picture, renditions
from downstream.settings import Settings
from downstream.site import Site, absolute, news_path

LARGEST_BODY = 8 * 1024 * 1024  # bytes; a long article is 60 kB
# The bodies come from elsewhere: pictures and media may load, nothing may run or frame.
CONTENT_SECURITY_POLICY = "; ".join(
    [
        "default-src 'none'",
        "img-src 'self' http: https: data:",
        "media-src http: https:",
        "style-src 'self'",
        "base-uri 'none'",
        "form-action 'none'",
    ]
)


def create_app(config: Mapping[str, str] = os.environ) -> Site:
    """The site with the `DOWNSTREAM_*` settings in `config`; see settings.py."""
    app = Site(Settings.read(config))
    app.config["MAX_CONTENT_LENGTH"] = LARGEST_BODY
    app.json.ensure_ascii = False  # type: ignore[attr-defined]  # of the default provider
    for part in (webhook, checks, preview, pages):
        app.register_blueprint(part.blueprint)
    app.jinja_env.filters.update(web=web_address, host=host_of)
    app.jinja_env.globals.update(
        absolute=absolute,
        date_in=words.date_in,
        direction=words.direction,
        language_name=words.language_name,
        lead_picture=lead_picture,
        news_path=news_path,
        renditions=renditions,
        site_name=app.settings.name,
        words=words.WORDS,
        words_lang=words.words_lang,
    )
    app.register_error_handler(NotFound, missing)
    app.after_request(secure)
    return app


def missing(error: NotFound) -> tuple[str, int]:
    return render_template("missing.html", lang=None), HTTPStatus.NOT_FOUND


def secure(response: Response) -> Response:
    more = preview.policy() if request.blueprint == "preview" else "frame-ancestors 'none'"
    response.headers["Content-Security-Policy"] = f"{CONTENT_SECURITY_POLICY}; {more}"
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Referrer-Policy"] = "strict-origin-when-cross-origin"
    return response


def host_of(url: str | None) -> str:
    return urlsplit(web_address(url) or "").netloc


def web_address(url: str | None) -> str | None:
    """The address if it leads to a page, here or elsewhere: never javascript: or the like."""
    try:
        scheme = urlsplit(url or "").scheme
    except ValueError:
        return None
    return url if url and scheme in ("http", "https", "") else None
