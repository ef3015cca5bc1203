"""Wagtail's API v2 for articles: `router.register_endpoint("pages", PagesAPIViewSet)`."""

from functools import cached_property
from typing import Any

from django.conf import settings
from django.db.models import QuerySet
from wagtail.api.v2 import views
from wagtail.api.v2.utils import BadRequestError

from newswire.cms.api.public import public_pages
from newswire.cms.together.gathered import gather


class PagesAPIViewSet(views.PagesAPIViewSet):
    """Wagtail's pages, with what the articles of one answer show fetched together."""

    def get_base_queryset(self) -> QuerySet[Any]:
        """Wagtail's, which is asked for several times a request; without a session in no query of its own."""
        return self._base

    @cached_property
    def _base(self) -> QuerySet[Any]:
        if settings.SESSION_COOKIE_NAME in self.request.COOKIES:
            return super().get_base_queryset()
        try:
            return public_pages(self.request, self.model)
        except ValueError as error:
            raise BadRequestError(str(error)) from error

    def get_queryset(self) -> QuerySet[Any]:
        return super().get_queryset().select_related("locale")

    def paginate_queryset(self, queryset: Any) -> list[Any]:
        return gather(super().paginate_queryset(queryset))

    def get_renderer_context(self) -> dict[str, Any]:
        """Without Wagtail's indent: half of the bytes, and Python writes them with no help of C.

        `Accept: application/json; indent=4` brings it back.
        """
        return super().get_renderer_context() | {"indent": None}
