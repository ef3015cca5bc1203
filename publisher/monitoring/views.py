"""`healthz`, `readyz` and `metrics`, below the address at which the host includes Newswire's.

A refusal is 403 and never 404, which Django's LocaleMiddleware may turn into a redirect.
"""

import logging

from django.db import DatabaseError, InterfaceError
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe
from prometheus_client import CONTENT_TYPE_LATEST

from newswire.publisher.doctor import Finding

from . import metrics as collected
from .access import may_see
from .readiness import State, readiness

logger = logging.getLogger(__name__)

CLOSED = "Send the token of NEWSWIRE_MONITORING_TOKEN, or come from one of NEWSWIRE_MONITORING_ADDRESSES.\n"


@require_safe
@never_cache
def healthz(request: HttpRequest) -> HttpResponse:
    """The process answers. Asks nothing of anybody: a restart mends neither database nor broker."""
    return JsonResponse({"status": "alive"})


@require_safe
@never_cache
def readyz(request: HttpRequest) -> HttpResponse:
    """503 where nothing can be published here, else 200. Why: only to who may know (see access.py)."""
    found = readiness()
    answer: dict[str, object] = {"status": found.state}
    if _may_know(request):
        answer["why"] = {name: [_plain(one) for one in those] for name, those in found.findings.items()}
    return JsonResponse(answer, status=503 if found.state is State.UNREADY else 200)


@require_safe
@never_cache
def metrics(request: HttpRequest) -> HttpResponse:
    """For Prometheus. 503 where the database cannot say."""
    try:
        if not may_see(request):
            return HttpResponse(CLOSED, status=403, content_type="text/plain")
        return HttpResponse(collected.exposition(), content_type=CONTENT_TYPE_LATEST)
    except (DatabaseError, InterfaceError):
        logger.exception("metrics cannot be read")
        return HttpResponse("The database does not answer.\n", status=503, content_type="text/plain")


def _may_know(request: HttpRequest) -> bool:
    try:
        return may_see(request)
    except (DatabaseError, InterfaceError):  # only the database knows who is logged in
        return False


def _plain(finding: Finding) -> dict[str, str]:
    words, what_to_do = str(finding.words), str(finding.what_to_do)
    return {"level": finding.level, "words": words, "what_to_do": what_to_do}
