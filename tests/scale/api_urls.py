"""The reference site's addresses; a view that does nothing; and articles as Wagtail shows them by itself."""

from django.http import HttpRequest, HttpResponse
from django.urls import path
from newsroom.urls import urlpatterns as site
from support import plain_pages


def nothing(request: HttpRequest) -> HttpResponse:
    return HttpResponse(b"{}", content_type="application/json")


urlpatterns = [path("nothing/", nothing), path("plain/", plain_pages.router.urls), *site]
