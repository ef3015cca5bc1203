"""POST /hook: verify, store, answer."""

import sqlite3
import time
from http import HTTPStatus

from flask import Blueprint, Response, g, jsonify, request
from standardwebhooks.webhooks import EmptyWebhookSecretError, Webhook, WebhookVerificationError
from werkzeug.exceptions import RequestEntityTooLarge

from downstream import catalogue, log, store
from downstream.body import Event, Refused, parse
from downstream.settings import NoSecret
from downstream.site import absolute, path_of, site

blueprint = Blueprint("webhook", __name__)
RETRY_SECONDS = "5"


@blueprint.before_request
def note_arrival() -> None:
    g.arrived = time.time()


@blueprint.post("/hook")
def receive() -> Response:
    try:
        event = parse(_verified_bytes())
    except Refused as refused:
        return _refuse(refused)
    with site().database.writing() as db:
        outcome = store.apply(db, event, g.arrived)
        log.record(db, _entry(event, outcome))
        row = catalogue.by_id(db, event.id)
    answer = {"verdict": outcome.verdict}
    if outcome.detail:
        answer["detail"] = outcome.detail
    if row and row["state"] == "live":
        answer["url"] = absolute(path_of(row["lang"], row["slug"]))
    return jsonify(answer)


def _verified_bytes() -> bytes:
    """The body as it was signed: parsing and writing it again would change the bytes."""
    raw = _bytes()
    webhook = _webhook()
    try:
        webhook.verify(raw, dict(request.headers), json_parse=False)
    except WebhookVerificationError as error:
        raise Refused(str(error)) from None
    except UnicodeDecodeError:
        raise Refused("the body is not UTF-8 text") from None
    except ValueError:
        raise Refused("the webhook-signature header is malformed") from None
    return raw


def _bytes() -> bytes:
    too_large = Refused("the body is too large", HTTPStatus.REQUEST_ENTITY_TOO_LARGE)
    try:
        raw = request.get_data()
    except RequestEntityTooLarge:
        raise too_large from None
    # A body without a length is cut at the limit instead of refused.
    if len(raw) >= (request.max_content_length or 0):
        raise too_large
    return raw


def _webhook() -> Webhook:
    try:
        return Webhook(site().settings.current_secret())
    except NoSecret as error:
        raise Refused(str(error), HTTPStatus.SERVICE_UNAVAILABLE) from None
    except (EmptyWebhookSecretError, ValueError):
        reason = "this site's secret is not base64 after whsec_"
        raise Refused(reason, HTTPStatus.SERVICE_UNAVAILABLE) from None


def _entry(event: Event, outcome: store.Outcome) -> log.Entry:
    return log.Entry(
        at=g.arrived,
        webhook_id=request.headers["webhook-id"][:100],
        verdict=outcome.verdict,
        detail=outcome.detail,
        type=event.type,
        version=event.version,
        sequence=event.sequence,
    )


def _refuse(refused: Refused) -> Response:
    webhook_id = request.headers.get("webhook-id", "")[:100] or None
    with site().database.writing() as db:
        log.record(db, log.Entry(g.arrived, webhook_id, log.REFUSED, str(refused)))
    return _error(str(refused), refused.status)


@blueprint.errorhandler(sqlite3.OperationalError)
def try_again(error: sqlite3.OperationalError) -> Response:
    """Locked for too long or a full disk: not kept, and the sender can repeat it."""
    return _error(f"could not be kept: {error}", HTTPStatus.SERVICE_UNAVAILABLE)


def _error(reason: str, status: int) -> Response:
    answer = jsonify(error=reason)
    answer.status_code = status
    if status == HTTPStatus.SERVICE_UNAVAILABLE:
        answer.headers["Retry-After"] = RETRY_SECONDS
    return answer
