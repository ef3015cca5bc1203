"""What callers of our addresses are told while the database does not answer: come again."""

from collections.abc import Callable
from functools import wraps
from typing import Concatenate, ParamSpec

from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils.log import log_response

AGAIN = 10  # seconds: most restarts are over by then
ERRORS = (OperationalError, InterfaceError)
REASON = "The database does not answer. Try again."

P = ParamSpec("P")
Say = Callable[[], HttpResponse]
View = Callable[Concatenate[HttpRequest, P], HttpResponse]


def in_json() -> HttpResponse:
    return JsonResponse({"error": "database_away", "reason": REASON})


def answer(request: HttpRequest, error: Exception, say: Say = in_json) -> HttpResponse:
    """503, logged here in one line: Django would log another for each, and mail the administrators."""
    response = say()
    response.status_code = 503
    response["Retry-After"] = str(AGAIN)
    response["Cache-Control"] = "no-store"
    why = " ".join(str(error).split())
    log_response(
        "answered 503 to %s: the database does not answer (%s)",
        request.path,
        why,
        response=response,
        request=request,
        level="warning",
    )
    return response


def said(say: Say) -> Callable[[View[P]], View[P]]:
    """For a view that answers so. What it changes must be one transaction, or do no harm if it is done again.

    `say` makes the answer's body, and must ask the database for nothing.
    """

    def make(view: View[P]) -> View[P]:
        @wraps(view)
        def careful(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
            try:
                return view(request, *args, **kwargs)
            except ERRORS as error:
                return answer(request, error, say)

        return careful

    return make
