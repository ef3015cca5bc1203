"""The test site's addresses with Newswire's own viewset on Wagtail's API v2, and v3, both with ETags."""

from django.urls import path
from urls import urlpatterns as site
from wagtail.api.v2.router import WagtailAPIRouter
from wagtail.api.v3.urls import api as v3

from newswire.cms.api.conditional import conditional
from newswire.cms.api.v2 import PagesAPIViewSet

router = WagtailAPIRouter("wagtailapi")
router.register_endpoint("pages", PagesAPIViewSet)

urlpatterns = [path("api/v2/", conditional(router.urls)), path("api/v3/", conditional(v3.urls)), *site]
