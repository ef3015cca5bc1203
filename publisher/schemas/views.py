"""The documents at the address that `dataschema` names: public, and the same for everybody."""

import json
from functools import lru_cache
from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from .documents import documents


@lru_cache(maxsize=1)
def _texts() -> dict[str, str]:
    return {name: written(document) for name, document in documents().items()}


def written(document: dict[str, Any]) -> str:
    """A document as it is served and kept in files."""
    return json.dumps(document, ensure_ascii=False, indent=2) + "\n"


@require_safe
@cache_control(public=True, max_age=3600)
def schema(request: HttpRequest, name: str) -> HttpResponse:
    """410 for a name that is none: a 404 below i18n_patterns would become a redirect."""
    text = _texts().get(name)
    if text is None:
        return JsonResponse({"error": "no_such_schema", "names": sorted(_texts())}, status=410)
    return HttpResponse(text, content_type="application/json", headers={"Access-Control-Allow-Origin": "*"})
