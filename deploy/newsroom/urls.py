from django.conf import settings
from django.conf.urls.i18n import i18n_patterns
from django.conf.urls.static import static
from django.urls import include, path
from wagtail import urls as wagtail_urls
from wagtail.admin import urls as wagtailadmin_urls
from wagtail.api.v2.router import WagtailAPIRouter
from wagtail.api.v3.urls import api as v3
from wagtail.documents import urls as wagtaildocs_urls

from newswire.cms.api.conditional import conditional
from newswire.cms.api.v2 import PagesAPIViewSet

router = WagtailAPIRouter("wagtailapi")
router.register_endpoint("pages", PagesAPIViewSet)

urlpatterns = [
    path("admin/", include(wagtailadmin_urls)),
    path("documents/", include(wagtaildocs_urls)),
    path("newswire/", include("newswire.publisher.urls")),
    path("newswire/", include("newswire.cms.intake.urls")),
    path("", include("newswire.cms.feeds.urls")),
    path("api/v2/", conditional(router.urls)),
    path("api/v3/", conditional(v3.urls)),
    *static(settings.MEDIA_URL, document_root=settings.MEDIA_ROOT),  # with DEBUG only
    # "/" leads to the reader's language.
    *i18n_patterns(path("", include(wagtail_urls)), prefix_default_language=True),
]
