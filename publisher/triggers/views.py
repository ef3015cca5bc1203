"""`POST /newswire/hooks/{trigger}/` and its jobs. The wire is docs/triggers.md.

No answer is 404: where a host has `i18n_patterns`, Django's LocaleMiddleware turns a 404 of an address
without a language into a redirect to one with it.
"""

import uuid
from typing import Any

from django.http import HttpRequest, JsonResponse
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_GET, require_POST

from newswire.publisher import away
from newswire.publisher.models import Trigger, TriggerCall

from . import accept, log
from .body import MAX_BYTES, MAX_WITH_FILE, WITH_FILE
from .refusal import Refusal


@csrf_exempt
@never_cache
@require_POST
@away.said(away.in_json)
def hook(request: HttpRequest, slug: str) -> JsonResponse:
    """202 with the job's address, or 4xx with the reason; a known `webhook-id` gets the same job again."""
    trigger = Trigger.objects.filter(slug=slug, active=True).first()
    if trigger is None:
        return _refused(Refusal(410, "no_such_trigger", "There is no such trigger."))
    webhook_id = ""
    try:
        body = _body(request, MAX_WITH_FILE if WITH_FILE in trigger.actions else MAX_BYTES)
        webhook_id = accept.verify(trigger, request.headers, body)
        call = accept.accept(trigger, webhook_id, body)
    except Refusal as refusal:
        log.refused(trigger, refusal, webhook_id)
        return _refused(refusal)
    return JsonResponse({"job": _address(request, call)}, status=202)


@never_cache
@require_GET
@away.said(away.in_json)
def job(request: HttpRequest, slug: str, job: uuid.UUID) -> JsonResponse:
    """What became of a call. Its uuid cannot be guessed, so it asks for no signature."""
    call = TriggerCall.objects.filter(uuid=job, trigger__slug=slug).first()
    if call is None:
        return _refused(Refusal(410, "no_such_job", "There is no such job, or it is no longer kept."))
    return JsonResponse(
        {
            "job": _address(request, call),
            "state": call.state,
            "action": call.action,
            "page": call.target,
            "reason": call.reason,
            "receivedAt": call.received_at,
            "dueAt": call.due_at,
            "doneAt": call.done_at,
        }
    )


def _body(request: HttpRequest, most: int) -> bytes:
    announced = request.headers.get("content-length", "")
    if (announced.isdigit() and int(announced) > most) or len(request.body) > most:
        raise Refusal(413, "too_large", f"The body is larger than {most} bytes.")
    if not request.body and "transfer-encoding" in request.headers:  # in chunks, which WSGI does not read
        raise Refusal(411, "no_length", "The body came in chunks: send it at once, with its Content-Length.")
    return request.body


def _address(request: HttpRequest, call: TriggerCall) -> str:
    path = reverse("newswire_publisher:job", args=[call.trigger.slug, call.uuid])
    return request.build_absolute_uri(path)


def _refused(refusal: Refusal) -> JsonResponse:
    answer: dict[str, Any] = {"error": refusal.code, "reason": str(refusal)}
    headers = {"Retry-After": str(refusal.retry_after)} if refusal.retry_after else {}
    return JsonResponse(answer, status=refusal.status, headers=headers)
