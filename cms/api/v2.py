"""Wagtail's API v2 for articles: `router.register_endpoint("pages", PagesAPIViewSet)`."""

from functools import cached_property
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import DataError
from django.db.models import QuerySet
from rest_framework.views import set_rollback
from wagtail.api.v2 import views
from wagtail.api.v2.utils import BadRequestError

from newswire.cms.api.public import MOST_OFFSET, public_pages, search_words
from newswire.cms.together.gathered import gather


class PagesAPIViewSet(views.PagesAPIViewSet):
    """Wagtail's pages, with what the articles of one answer show fetched together."""

    def initial(self, request: Any, *args: Any, **kwargs: Any) -> None:
        """Refuses what Wagtail would let through, to be answered with 500."""
        super().initial(request, *args, **kwargs)
        if any("\x00" in value for values in request.GET.lists() for value in values[1]):
            raise BadRequestError("null characters are not allowed")
        if (offset := request.GET.get("offset", "")).isdecimal() and int(offset[:20]) > MOST_OFFSET:
            raise BadRequestError("offset is out of range")
        if request.GET.get("search_operator", "or") not in {"or", "and"}:
            raise BadRequestError("search_operator must be 'and' or 'or'")
        if "search" in request.GET:
            asked = request.GET.copy()
            asked["search"] = search_words(asked["search"])
            request._request.GET = asked

    def find_object(self, queryset: Any, request: Any) -> Any:
        try:
            return super().find_object(queryset, request)
        except ValueError as error:
            raise BadRequestError(str(error)) from error

    def handle_exception(self, exc: Exception) -> Any:
        """A date that is none, a number that no column holds: the caller's mistakes too."""
        if isinstance(exc, ValidationError):
            exc = BadRequestError(" ".join(exc.messages))
        elif isinstance(exc, DataError | OverflowError):
            set_rollback()
            exc = BadRequestError("a value is out of range")
        return super().handle_exception(exc)

    def get_base_queryset(self) -> QuerySet[Any]:
        """Wagtail's, which is asked for several times a request; without a session in no query of its own.

        To search, Wagtail's own: ours is by a column that is not indexed for searching.
        """
        return self._base

    @cached_property
    def _base(self) -> QuerySet[Any]:
        if settings.SESSION_COOKIE_NAME in self.request.COOKIES or "search" in self.request.GET:
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
