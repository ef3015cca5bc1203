"""`POST /newswire/intake/{site}/`: the address that a channel of another newsroom gets.

No answer is 404: where a host has `i18n_patterns`, Django's LocaleMiddleware turns a 404 of an address
without a language into a redirect to one with it.
"""

from typing import Any

from django.http import HttpRequest, JsonResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from newswire.publisher import secrets, signing

from . import body, keep
from .models import IncomingSite


@csrf_exempt
@never_cache
@require_POST
def receive(request: HttpRequest, slug: str) -> JsonResponse:
    """2xx once it is kept, with the version held and, where the article is live here, its address."""
    site = IncomingSite.objects.filter(slug=slug, active=True).first()
    if site is None:
        return _refused(410, "There is no such address.")
    announced = request.headers.get("content-length", "")
    if (announced.isdigit() and int(announced) > body.MOST_BYTES) or len(request.body) > body.MOST_BYTES:
        return _refused(413, f"The body is larger than {body.MOST_BYTES} bytes.")
    try:
        signing.verify(request.headers, request.body, secrets.valid(site))
        article = keep.keep(site, body.parse(request.body))
    except signing.SignatureError as error:
        return _refused(401, str(error))
    except body.Unfit as error:
        return _refused(400, str(error))
    answer: dict[str, Any] = {"version": article.version if article else None}
    page = article.page if article else None
    if page is not None and page.live and (url := page.full_url):
        answer["url"] = url
    return JsonResponse(answer)


def _refused(status: int, reason: str) -> JsonResponse:
    return JsonResponse({"error": reason}, status=status)
