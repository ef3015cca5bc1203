import swapper
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.utils.cache import add_never_cache_headers

from .registry import examine


def findings(request: HttpRequest, page_id: int) -> HttpResponse:
    """The findings of what was saved last, to be swapped into the checks panel."""
    pages = swapper.load_model("wagtailcore", "Page")
    page = get_object_or_404(pages, pk=page_id).get_latest_revision_as_object()
    if not page.permissions_for_user(request.user).can_edit():
        raise PermissionDenied
    template = "newswire_publisher/before_publishing/findings.html"
    response = TemplateResponse(request, template, {"findings": examine(page)})
    add_never_cache_headers(response)
    return response
