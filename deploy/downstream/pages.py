"""What readers see."""

import json
import sqlite3
from http import HTTPStatus
from uuid import UUID

from flask import Blueprint, abort, redirect, render_template, request
from werkzeug.wrappers import Response

from downstream import addresses, catalogue
from downstream.article import Article
from downstream.site import path_of, site
from downstream.words import locale_of

blueprint = Blueprint("pages", __name__)
Answer = str | Response | tuple[str, int]


@blueprint.get("/")
def home() -> str:
    """Chooses a language."""
    with site().database.reading() as db:
        languages = catalogue.languages(db)
    return render_template("languages.html", languages=languages)


@blueprint.get("/<lang>/")
def news(lang: str) -> str:
    """All news of one language."""
    if not locale_of(lang):
        abort(HTTPStatus.NOT_FOUND)
    page = request.args.get("page", 1, type=int)
    with site().database.reading() as db:
        languages = catalogue.languages(db)
        total = next((row["total"] for row in languages if row["lang"].lower() == lang.lower()), 0)
        pages = max(1, -(-total // catalogue.PER_PAGE))
        if not 1 <= page <= pages:
            abort(HTTPStatus.NOT_FOUND)
        rows = catalogue.news(db, lang, page)
    found = [(path_of(row["lang"], row["slug"]), json.loads(row["data"])) for row in rows]
    return render_template("news.html", lang=lang, languages=languages, news=found, page=page, pages=pages)


@blueprint.get("/<lang>/<slug>", strict_slashes=False)
def article(lang: str, slug: str) -> Answer:
    """An article at its own address; at an earlier one, a redirect or why it is gone."""
    with site().database.reading() as db:
        id = addresses.owner(db, lang, slug)
        row = catalogue.by_id(db, id) if id else None
        if row is None:
            abort(HTTPStatus.NOT_FOUND)
        if row["state"] == "gone":
            return _gone(db, row)
        if (row["lang"].lower(), row["slug"]) != (lang.lower(), slug):
            return redirect(path_of(row["lang"], row["slug"]), HTTPStatus.MOVED_PERMANENTLY)
        found = Article.read(db, row)
    return render_template("article.html", article=found, lang=row["lang"])


@blueprint.get("/article/<uuid:id>")
def by_id(id: UUID) -> Answer:
    """The article's address, for who knows only the publication's id."""
    with site().database.reading() as db:
        row = catalogue.by_id(db, str(id))
        if row is None:
            abort(HTTPStatus.NOT_FOUND)
        if row["state"] == "gone":
            return _gone(db, row)
    return redirect(path_of(row["lang"], row["slug"]))


def _gone(db: sqlite3.Connection, row: sqlite3.Row) -> Answer:
    stand_in = row["replaced_by"] or ""
    held = catalogue.live(db, [stand_in]).get(stand_in)
    elsewhere = stand_in if stand_in.startswith(("https://", "http://")) else None
    instead = path_of(held["lang"], held["slug"]) if held else elsewhere
    return render_template("gone.html", lang=row["lang"], instead=instead), HTTPStatus.GONE
