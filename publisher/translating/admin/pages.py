"""What the views of one page share: who may see it, its place in the admin, and answers to refusals."""

from collections.abc import Callable
from typing import Any

import swapper
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.cache import add_never_cache_headers
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.generic import TemplateView
from wagtail.admin import messages
from wagtail.models import Locale

from newswire.publisher.languages.names import direction, language_name
from newswire.publisher.screen import Screen
from newswire.publisher.translating.refusal import Refused

from .rows import may_see


class PageView(Screen, TemplateView):
    """Of the page in the address; open to whoever may edit one version of it."""

    header_icon = "globe"

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        self.page = page_of(kwargs["page_id"])
        if not self.may_open():
            raise PermissionDenied
        response = super().dispatch(request, *args, **kwargs)
        add_never_cache_headers(response)
        return response

    def may_open(self) -> bool:
        return may_see(self.request.user, self.page)

    def get_page_subtitle(self) -> str:
        return str(self.page.get_admin_display_title())

    def above(self) -> list[dict[str, Any]]:
        return [{"url": reverse("newswire_languages:set", args=[self.page.pk]), "label": _("Languages")}]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(**kwargs)
        lang = self.page.locale.language_code
        may_edit = self.page.permissions_for_user(self.request.user).can_edit()
        return context | {"page": self.page, "lang": lang, "dir": direction(lang), "may_edit": may_edit}


class OtherLanguageView(PageView):
    """The same, for another language that the address names."""

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        self.locale = get_object_or_404(Locale, language_code=kwargs["lang"])
        return super().dispatch(request, *args, **kwargs)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        code = self.locale.language_code
        return super().get_context_data(**kwargs) | {
            "language": language_name(code, get_language() or "en"),
            "other_lang": code,
            "other_dir": direction(code),
        }


def page_of(page_id: Any) -> Any:
    pages = swapper.load_model("wagtailcore", "Page").objects.select_related("locale")
    return get_object_or_404(pages, pk=page_id, depth__gt=1)


def typed(given: QueryDict, name: str) -> str:
    """What a field was filled with, without null characters: PostgreSQL keeps them in no text."""
    return given.get(name, "").replace("\x00", "")


def done(request: HttpRequest, page_id: int, words: str, **extra: Any) -> HttpResponse:
    messages.success(request, words, **extra)
    return redirect("newswire_languages:set", page_id)


def acting(view: Any, work: Callable[[], HttpResponse]) -> HttpResponse:
    """Runs it; what is refused is said on the same page, and nothing has changed."""
    try:
        return work()
    except Refused as refused:
        messages.error(view.request, str(refused))
        if may_see(view.request.user, view.page):
            return redirect("newswire_languages:set", view.page.pk)
        return redirect("newswire_languages:desk")
