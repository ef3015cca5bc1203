"""Articles as Wagtail's own API v2 shows pages of a type that names its columns and children, no more."""

from typing import Any, ClassVar

from rest_framework.fields import Field
from wagtail.api import APIField
from wagtail.api.v2.router import WagtailAPIRouter
from wagtail.api.v2.views import PagesAPIViewSet

# What Newswire's own viewset calls the same.
SHARED = (
    *("kicker", "summary", "published_at", "last_published_at", "dateline", "source_organisation"),
    *("canonical_url", "corrections", "body"),
)
OWN = ("lead_picture", "article_topics", "article_authors")


class Stored(Field):
    """A body as its column has it: Wagtail's own blocks show text as stored and pictures as numbers too."""

    def to_representation(self, value: Any) -> Any:
        return value.get_prep_value()


class PlainPages(PagesAPIViewSet):
    columns: ClassVar = [*SHARED[:-1], *OWN, APIField("body", serializer=Stored())]

    @classmethod
    def get_body_fields(cls, model: Any) -> list[APIField]:
        return cls._convert_api_fields([*cls.body_fields, *cls.columns])


router = WagtailAPIRouter("plain")
router.register_endpoint("pages", PlainPages)
