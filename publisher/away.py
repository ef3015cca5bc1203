"""What callers of our HTTP APIs are told while the database does not answer: come again."""

from collections.abc import Callable
from functools import wraps
from typing import Concatenate, ParamSpec

from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, JsonResponse
from django.utils.log import log_response

AGAIN = 10  # seconds: most restarts are over by then
ERRORS = (OperationalError, InterfaceError)

P = ParamSpec("P")


def answer(request: HttpRequest, error: Exception) -> JsonResponse:
    """503, logged here in one line: Django would log another for each, and mail the administrators."""
    response = JsonResponse(
        {"error": "database_away", "reason": "The database does not answer. Try again."},
        status=503,
        headers={"Retry-After": str(AGAIN), "Cache-Control": "no-store"},
    )
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


def said(
    view: Callable[Concatenate[HttpRequest, P], JsonResponse],
) -> Callable[Concatenate[HttpRequest, P], JsonResponse]:
    """A view that answers so. What it changes must be one transaction."""

    @wraps(view)
    def careful(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> JsonResponse:
        try:
            return view(request, *args, **kwargs)
        except ERRORS as error:
            return answer(request, error)

    return careful
