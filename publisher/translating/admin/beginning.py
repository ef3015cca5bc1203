"""Begin a version as a draft, from the source or any other version."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from newswire.publisher.translating.begin import begin, check, links_of
from newswire.publisher.translating.refusal import Refused
from newswire.publisher.translating.source import origin_of

from .pages import OtherLanguageView, acting, typed
from .rows import may_see, may_translate


class BeginView(OtherLanguageView):
    """Says first what the draft will link to, and what not; makes it when asked."""

    template_name = "newswire_publisher/translating/begin.html"
    page_title = gettext_lazy("Start a draft")

    def may_open(self) -> bool:
        return may_translate(self.request.user, self.page, self.locale)

    def above(self) -> list[dict[str, Any]]:
        """Whoever may only begin a version has no view of the page's languages."""
        return super().above() if may_see(self.request.user, self.page) else []

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(**kwargs) | {"cancel": self._came_from()}
        origin = origin_of(self.page)
        try:
            parent = check(origin, self.locale, self.request.user)
        except Refused as refused:
            return context | {"refused": refused, "origin": origin, "above": self._above(origin)}
        mapped, missing = links_of(origin, self.locale)
        return context | {"origin": origin, "parent": parent, "mapped": mapped, "missing": missing}

    def post(self, request: HttpRequest, page_id: int, lang: str) -> HttpResponse:
        def work() -> HttpResponse:
            title = typed(request.POST, "title").strip()[:255]
            begun = begin(origin_of(self.page), self.locale, request.user, title)
            messages.success(request, _("The draft is here. Nothing is published yet."))
            return redirect("wagtailadmin_pages:edit", begun.page.pk)

        return acting(self, work)

    def _came_from(self) -> str:
        """The desk as it was narrowed, or the page's own languages."""
        if "desk" in self.request.GET or not may_see(self.request.user, self.page):
            return f"{reverse('newswire_languages:desk')}?{self.request.GET.get('desk', '')}"
        return reverse("newswire_languages:set", args=[self.page.pk])

    def _above(self, origin: Any) -> Any:
        """The page above, where it is what has no version yet: to begin with."""
        above = origin.get_parent()
        is_missing = not above.is_root() and not above.get_translations().filter(locale=self.locale).exists()
        return above if is_missing and above.locale_id != self.locale.pk else None
