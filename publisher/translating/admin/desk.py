"""The translators' desk: what is to be done in "My language"; matrix.py shows all languages at once."""

from collections.abc import Sequence
from typing import Any

import swapper
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import get_language, gettext_lazy, ngettext
from django.utils.translation import gettext as _
from django.views.generic import TemplateView
from wagtail.admin.menu import MenuItem
from wagtail.models import Locale
from wagtail.permissions import policy_registry

from newswire.publisher.languages.names import direction, language_name
from newswire.publisher.models import TranslatorNotice
from newswire.publisher.screen import Screen
from newswire.publisher.translating import desk, refresh
from newswire.publisher.translating.begin import Begun, begin
from newswire.publisher.translating.filters import keys_of
from newswire.publisher.translating.refusal import Refused
from newswire.publisher.translating.source import origin_of

from .desk_rows import CELLS, Shown, shown
from .narrowing import Narrowing
from .pages import page_of
from .rows import may_translate

SECONDS = 0.3  # for pages that changed a moment ago, before the worker has come to them
OPEN = (desk.Cell.MISSING, desk.Cell.STALE)
BEGUN = (desk.Cell.STALE, desk.Cell.DRAFT, desk.Cell.NOT_COMPARED, desk.Cell.MACHINE)  # of one translator
TO_CHOOSE = (desk.Cell.MISSING, *BEGUN)


class DeskView(Screen, TemplateView):
    page_title = gettext_lazy("Translations")
    header_icon = "globe"
    per_page = 50

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        self.mine = desk.languages_of(request.user)
        if not self.mine:
            raise PermissionDenied
        self.narrowing = Narrowing(request)
        return super().dispatch(request, *args, **kwargs)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        refresh.step(SECONDS)
        added = {"narrowing": self.narrowing, "unread": refresh.unread()}
        return super().get_context_data(**kwargs) | added

    def of_this_page(self, keys: Any) -> dict[str, Any]:
        """One page of the sets, and whether another one follows: counting them all would read them all."""
        number = self.narrowing.page
        found = list(keys[(number - 1) * self.per_page : number * self.per_page + 1])
        rows = desk.of_sets(found[: self.per_page])
        return {"rows": rows, "has_next": len(found) > self.per_page, "number": number}


class TodoView(DeskView):
    """Opens on what is missing or out of date in the person's own language, newest first."""

    template_name = "newswire_publisher/translating/todo.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(**kwargs)
        locale = self._locale()
        usual = BEGUN if self.narrowing.translator else OPEN
        states = self.narrowing.states(TO_CHOOSE) or list(usual)
        part = self.of_this_page(keys_of(desk.to_do(locale, self.narrowing.filters(), states)))
        rows = shown(desk.articles(part.pop("rows")), [locale.language_code])
        is_done = not rows and part["number"] == 1
        return (
            context
            | part
            | {
                "languages": [
                    (one, language_name(one.language_code, get_language() or "en")) for one in self.mine
                ],
                "heading": self._heading(language_name(locale.language_code, get_language() or "en")),
                "lang": locale.language_code,
                "dir": direction(locale.language_code),
                "states": [(state, CELLS[state].word, state in states) for state in TO_CHOOSE],
                "articles": rows,
                "may_link": self._may_link(rows),
                "is_told": TranslatorNotice.objects.filter(user=self.request.user.pk).exists(),
                "last_done": desk.last_done(self.request.user) if is_done else (),
            }
        )

    def _may_link(self, rows: Sequence[Shown]) -> set[int]:
        """The sources that this person may edit: linking writes to both pages, and is offered to no other.

        One query: asked page by page, Wagtail looks for each page's workflow.
        """
        policy = policy_registry.get_by_type(swapper.load_model("wagtailcore", "Page"))
        theirs = policy.instances_user_has_permission_for(self.request.user, "change")
        missing = [one.article.source.pk for one in rows if one.cells[0].is_missing]
        return set(theirs.filter(pk__in=missing).values_list("pk", flat=True))

    def _heading(self, language: str) -> str:
        named = {"language": language, "name": self.narrowing.translator_name}
        if self.narrowing.translator_name:
            return _("%(language)s: what %(name)s has to do, newest first") % named
        if self.narrowing.translator:
            return _("%(language)s: what you have to do, newest first") % named
        if self.narrowing.given.getlist("state"):
            return _("%(language)s, newest first") % named
        return _("%(language)s: missing or out of date, newest first") % named

    def post(self, request: HttpRequest) -> HttpResponse:
        """Starts a draft of each that is ticked; what cannot be started is named, the others are made."""
        locale, made = self._locale(), 0
        ticked = request.POST.getlist("start")[: self.per_page]
        if not ticked:
            messages.warning(request, _("Tick the articles that have no version in this language yet."))
        for page_id in ticked:
            try:
                page = page_of(page_id)
            except (Http404, ValueError):
                messages.error(request, _("One of these pages has been deleted."))
                continue
            if not may_translate(request.user, page, locale):
                messages.error(request, _("That is not public, and you may edit none of its versions."))
                continue
            try:
                begun = begin(origin_of(page), locale, request.user)
                made += 1
                if begun.missing:
                    messages.warning(request, _without(begun, locale))
            except Refused as refused:
                messages.error(request, f"{page.get_admin_display_title()}: {refused}")
        if made:
            words = ngettext("%(count)d draft was started.", "%(count)d drafts were started.", made)
            messages.success(request, words % {"count": made})
        return redirect(request.get_full_path())

    def _locale(self) -> Locale:
        wanted = self.request.GET.get("lang")
        found = next((one for one in self.mine if one.language_code == wanted), None)
        if wanted and found is None:
            raise PermissionDenied
        default = Locale.get_default().pk
        return found or next((one for one in self.mine if one.pk != default), self.mine[0])


def _without(begun: Begun, locale: Locale) -> str:
    return _("%(title)s: it links to pages that have no version in %(language)s: %(pages)s") % {
        "title": begun.page.title,
        "language": language_name(locale.language_code, get_language() or "en"),
        "pages": ", ".join(f"“{title}”" for title in begun.missing),
    }


class DeskMenuItem(MenuItem):
    def is_shown(self, request: HttpRequest) -> bool:
        """By what Wagtail's own menu has asked already: a query here is one more on every page."""
        policy = policy_registry.get_by_type(swapper.load_model("wagtailcore", "Page"))
        return bool(policy.user_has_any_permission(request.user, {"add", "change"}))
