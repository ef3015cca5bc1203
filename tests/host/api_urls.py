"""The test site's addresses with Wagtail's own writing API beside them."""

from django.urls import path
from urls import urlpatterns as site
from wagtail.api.v3.urls import api

urlpatterns = [path("api/v3/", api.urls), *site]
