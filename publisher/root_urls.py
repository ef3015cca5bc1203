"""What must stand at the root of a site: `path("", include("newswire.publisher.root_urls"))`."""

from django.urls import re_path

from .transports import indexnow

urlpatterns = [
    re_path(r"^(?P<key>[0-9a-f]{32})\.txt$", indexnow.key_file, name="newswire_indexnow_key"),
]
