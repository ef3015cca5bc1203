"""The site's web process: the test site, and one address by which the campaign's editors publish."""

from django.http import HttpRequest, HttpResponse
from django.urls import path
from django.views.decorators.csrf import csrf_exempt
from host.models import HostPage
from urls import urlpatterns as site


@csrf_exempt
def edit(request: HttpRequest, page_id: int) -> HttpResponse:
    """Publishes the page with the text given, as the page editor does; without one, takes it offline.

    200 once it is committed.
    """
    page = HostPage.objects.get(pk=page_id)
    if text := request.POST.get("text"):
        page.title, page.body = text, f"<p>{text}</p>"
        page.save_revision().publish()
    else:
        page.unpublish()
    return HttpResponse()


urlpatterns = [path("edit/<int:page_id>/", edit), *site]
