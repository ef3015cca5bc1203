"""The reference site's addresses; a view that does nothing; and articles as Wagtail shows them by itself."""

from typing import Any, ClassVar

from django.http import HttpRequest, HttpResponse
from django.urls import path
from newsroom.urls import urlpatterns as site
from rest_framework.fields import Field
from wagtail.api import APIField
from wagtail.api.v2.router import WagtailAPIRouter
from wagtail.api.v2.views import PagesAPIViewSet


class Stored(Field):
    """A body as its column has it: Wagtail's own blocks show text as stored and pictures as numbers too."""

    def to_representation(self, value: Any) -> Any:
        return value.get_prep_value()


class PlainPages(PagesAPIViewSet):
    """Wagtail's pages of a type that names its columns and children, and has no fields of Newswire's."""

    columns: ClassVar = [
        *("kicker", "summary", "lead_picture", "published_at", "last_published_at", "dateline"),
        *("source_organisation", "canonical_url", "article_topics", "article_authors", "corrections"),
        APIField("body", serializer=Stored()),
    ]

    @classmethod
    def get_body_fields(cls, model: Any) -> list[APIField]:
        return cls._convert_api_fields([*cls.body_fields, *cls.columns])


plain = WagtailAPIRouter("plain")
plain.register_endpoint("pages", PlainPages)


def nothing(request: HttpRequest) -> HttpResponse:
    return HttpResponse(b"{}", content_type="application/json")


urlpatterns = [path("nothing/", nothing), path("plain/", plain.urls), *site]
