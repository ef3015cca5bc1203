"""What the site tells operators and checks about itself."""

from datetime import UTC, datetime

from flask import Blueprint, Response, jsonify, render_template, request

from downstream import catalogue, log
from downstream.site import absolute, path_of, site

blueprint = Blueprint("checks", __name__)


@blueprint.get("/received")
def received() -> str:
    """What came last, refusals included."""
    with site().database.reading() as db:
        entries = [(datetime.fromtimestamp(row["at"], UTC), row) for row in log.latest(db)]
    return render_template("received.html", entries=entries)


@blueprint.get("/held")
def held() -> Response:
    """JSON: what is held of each publication, of one language with `?lang=`. `arrived_at` is when
    the request of that version came in, in seconds since 1970 with milliseconds."""
    with site().database.reading() as db:
        rows = catalogue.held(db, request.args.get("lang") or None)
    return jsonify(
        [
            {
                **{name: row[name] for name in ("id", "version", "lang", "title", "state")},
                "url": absolute(path_of(row["lang"], row["slug"])) if row["slug"] else None,
                "arrived_at": round(row["arrived_at"], 3),
            }
            for row in rows
        ]
    )
