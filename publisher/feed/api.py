"""`/newswire/v1/`: the feed, one publication, state hashes, keys. OpenAPI at `/newswire/v1/openapi.json`.

No answer is 404: where a host has `i18n_patterns`, Django's LocaleMiddleware turns a 404 of an address
without a language into a redirect.
"""

import hashlib
from collections.abc import Mapping
from dataclasses import asdict
from typing import Annotated, Any, Literal
from urllib.parse import urlencode
from uuid import UUID

from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.urls import reverse
from ninja import NinjaAPI, Query, Schema
from ninja.errors import AuthenticationError, ValidationError
from ninja.security import HttpBearer
from pydantic import AfterValidator, Field

from newswire.publisher import away
from newswire.publisher.models import Channel

from . import asked, cursor, keys, tokens
from . import changes as feed
from . import state as states

MOST = 500  # items of one page


class Token(HttpBearer):
    """`Authorization: Bearer nwt_...`: a channel's token."""

    def authenticate(self, request: HttpRequest, token: str) -> Channel | None:
        return tokens.channel_of(token)


class Problem(Schema):
    error: str
    reason: str
    snapshot: str = ""  # where to start again, with 410


# What can be none would be answered with nothing, and "upToDate": an empty one is of a client that forgot to
# set it, `fr?after=` of one that begins its parameters twice.
Lang = Annotated[str, Field(pattern=r"^[A-Za-z0-9_@-]+$")]
Type = Annotated[str, Field(pattern=r"^\w+\.\w+$"), AfterValidator(str.lower)]


class Wants(Schema):
    lang: Lang | None = None
    type: Type | None = None  # "app_label.model"
    # A misspelled one would be answered with nothing, and "upToDate".
    state: Literal["live", "gone", "embargoed"] | None = None


class ChangesAnswer(Schema):
    items: list[dict[str, Any]]  # CloudEvents, as the webhooks carry them
    next: str
    upToDate: bool


class MarkAnswer(Schema):
    count: int
    hash: str


class StateAnswer(Schema):
    sequence: int
    live: MarkAnswer
    languages: dict[str, MarkAnswer]
    days: dict[str, dict[str, MarkAnswer]]


api = NinjaAPI(
    title="Newswire",
    version="1",
    description="What was announced to one channel: pull beside push.",
    urls_namespace="newswire_v1",
    auth=Token(),
    docs_url=None,
)
api.add_router("", keys.router)


@api.exception_handler(AuthenticationError)
def _no_token(request: HttpRequest, error: AuthenticationError) -> HttpResponse:
    response = _problem(401, "no_token", "There is no such token, or it was revoked.")
    response["WWW-Authenticate"] = "Bearer"  # HTTP wants it, and Java's client raises without
    return response


@api.exception_handler(ValidationError)
def _odd_question(request: HttpRequest, error: ValidationError) -> HttpResponse:
    """The first that is wrong, and not what was given for it."""
    first = error.errors[0]
    return _problem(422, "bad_question", f"{first['loc'][-1]}: {first['msg']}")


@api.exception_handler(asked.OddQuestion)
def _not_answered(request: HttpRequest, error: asked.OddQuestion) -> HttpResponse:
    return _problem(422, "bad_question", str(error))


@api.exception_handler(OperationalError)
@api.exception_handler(InterfaceError)
def _away(request: HttpRequest, error: Exception) -> HttpResponse:
    return away.answer(request, error)


# Of every address.
REFUSED = {401: Problem, 422: Problem, 503: Problem}


@asked.get(
    api, "/changes", response={200: ChangesAnswer, 400: Problem, 410: Problem, **REFUSED}, summary="The feed"
)
def changes(
    request: HttpRequest,
    wants: Query[Wants],
    after: Annotated[str, Query(max_length=cursor.LONGEST)] = "",
    limit: Annotated[int, Query(ge=1, le=MOST)] = 100,
) -> HttpResponse:
    """Upserts and tombstones in one order, after a cursor; without one from the beginning, which is the
    snapshot. Follow `next` until `upToDate`, then keep it."""
    asked.only(request, {"after", "limit", *Wants.model_fields})
    channel = _channel(request)
    narrowed = wants.dict(exclude_none=True)
    mark, now = cursor.fingerprint(channel, narrowed), cursor.counter()
    try:
        sequence = cursor.read(after, mark, now)
    except cursor.BadCursor:
        return _problem(400, "bad_cursor", "This is not a cursor of ours.")
    except cursor.StaleCursor:
        return _begin_again(narrowed)
    page = feed.read(channel, sequence, limit, narrowed)
    ending = JsonResponse({"next": cursor.write(page.last, mark, now.epoch), "upToDate": page.up_to_date})
    # The bodies stand in the answer byte for byte, so that their digests hold.
    content = b'{"items":[' + b",".join(page.items) + b"]," + ending.content[1:]
    return _fresh(HttpResponse(content, content_type="application/json"))


@asked.get(
    api,
    "/publications/{publication}",
    response={200: dict, 304: None, 410: Problem, **REFUSED},
    summary="One publication",
)
def publication(request: HttpRequest, publication: UUID) -> HttpResponse:
    """What was announced to this channel of it last, whole though it was sent a notice, with an ETag; 410
    where nothing was."""
    channel = _channel(request)
    body = feed.latest_of(channel, publication)
    if body is None:
        return _problem(410, "not_announced", "Nothing of this id was announced to this channel.")
    answer = HttpResponse(body.content, content_type=body.type)
    return _tagged(request, answer, hashlib.sha256(body.content).hexdigest())


@asked.get(
    api,
    "/state",
    response={200: StateAnswer, 304: None, **REFUSED},
    summary="Hashes of everything that is live",
)
def state(request: HttpRequest) -> HttpResponse:
    """Per language and UTC day of the event. Compare from the top down; read only where they differ."""
    asked.only(request, ())
    channel = _channel(request)
    tag = f"{cursor.fingerprint(channel, {})}-{cursor.counter().epoch}-{states.last_sequence(channel)}"
    if asked.matches(request, tag):
        return _tagged(request, HttpResponse(), tag)
    return _tagged(request, JsonResponse(asdict(states.state(channel))), tag)


def _channel(request: HttpRequest) -> Channel:
    return request.auth  # type: ignore[attr-defined]  # set by ninja from Token


def _tagged(request: HttpRequest, response: HttpResponse, tag: str) -> HttpResponse:
    if asked.matches(request, tag):
        response = HttpResponse(status=304)
    response["ETag"] = f'"{tag}"'
    response["Cache-Control"] = "private, no-cache"
    return response


def _fresh(response: HttpResponse) -> HttpResponse:
    response["Cache-Control"] = "no-store"
    return response


def _begin_again(narrowed: Mapping[str, str]) -> HttpResponse:
    """With the filter of the call: a cursor of the whole feed would be void for it as well."""
    address = reverse("newswire_v1:changes")
    snapshot = f"{address}?{urlencode(narrowed)}" if narrowed else address
    return _problem(410, "stale_cursor", "The filter or the newsroom's epoch has changed.", snapshot)


def _problem(status: int, error: str, reason: str, snapshot: str = "") -> HttpResponse:
    return _fresh(JsonResponse({"error": error, "reason": reason, "snapshot": snapshot}, status=status))
