"""Drafts: an editor in the newsroom opens `/preview?token=...` here, and this site shows the draft.

Nothing is kept. The token is not understood here: the newsroom is asked what it opens, at an address
that only this site's own settings name, so no token can make this site fetch anything else.
"""

import json
from http import HTTPStatus
from urllib.error import HTTPError, URLError
from urllib.parse import quote, urlsplit
from urllib.request import urlopen

from flask import Blueprint, Response, make_response, render_template, request, url_for

from downstream.article import Article
from downstream.body import Refused, parse
from downstream.site import site

blueprint = Blueprint("preview", __name__)
PATIENCE = 10  # seconds
NOBODY = "'none'"
LARGEST = 8 * 1024 * 1024  # bytes


@blueprint.get("/preview")
def preview() -> Response:
    try:
        body = _draft(request.args.get("token", ""))
        event = parse(body)
    except Refused as reason:
        return _answer(render_template("no_preview.html", lang=None, reason=str(reason)), reason.status)
    with site().database.reading() as db:
        found = Article.draft(db, event.id, event.data)
    page = render_template("article.html", article=found, lang=event.lang, newsroom=_newsroom_origin())
    return _answer(page, HTTPStatus.OK)


def policy() -> str:
    """What a draft may beyond other pages: be in the frame of the editor's preview, and talk with it."""
    script = url_for("static", filename="preview.js", _external=True)
    return f"script-src {script}; frame-ancestors {_newsroom_origin() or NOBODY}"


def _newsroom_origin() -> str | None:
    address = urlsplit(site().settings.newsroom or "")
    return f"{address.scheme}://{address.netloc}" if address.netloc else None


def _draft(token: str) -> bytes:
    """Raises Refused, with what the newsroom says."""
    newsroom = site().settings.newsroom
    if newsroom is None or not token:
        raise Refused("this site shows no drafts", HTTPStatus.NOT_FOUND)
    address = f"{newsroom}/drafts/{quote(token, safe='')}/"
    try:
        with urlopen(address, timeout=PATIENCE) as answer:  # noqa: S310 - our settings name its scheme
            body: bytes = answer.read(LARGEST)
            return body
    except HTTPError as error:
        raise Refused(_words(error.read(LARGEST)), error.code) from None
    except (URLError, OSError):
        raise Refused("the newsroom cannot be reached", HTTPStatus.BAD_GATEWAY) from None


def _words(body: bytes) -> str:
    try:
        return str(json.loads(body)["error"])
    except (ValueError, KeyError, TypeError):
        return "the newsroom refuses it"


def _answer(text: str, status: int) -> Response:
    """To be shown within the newsroom's editor, by nobody else, and kept by nobody."""
    response = make_response(text, status)
    response.headers["Cache-Control"] = "no-store"
    response.headers["X-Robots-Tag"] = "noindex"
    response.headers["Referrer-Policy"] = "no-referrer"
    return response
