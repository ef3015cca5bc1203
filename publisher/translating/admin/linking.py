"""Link, unlink, undo; versions on other sites; which is the source and which the full one."""

from typing import Any
from uuid import UUID

import swapper
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import get_language, gettext_lazy, ngettext
from django.utils.translation import gettext as _
from wagtail.admin import messages as admin_messages
from wagtail.log_actions import log

from newswire.publisher.languages.names import direction, language_name
from newswire.publisher.models import OutsideVersion
from newswire.publisher.translating import outside, reciprocity, source
from newswire.publisher.translating.link import Linked, link
from newswire.publisher.translating.refusal import Refused
from newswire.publisher.translating.refuse import check_page
from newswire.publisher.translating.suggest import suggest
from newswire.publisher.translating.together import publish_together, unpublished
from newswire.publisher.translating.unlink import undo, unlink

from .pages import OtherLanguageView, PageView, acting, done, typed
from .rows import is_linked, rows_of


class PanelView(PageView):
    """What the side panel fetches."""

    template_name = "newswire_publisher/translating/panel.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        rows = rows_of(self.page, self.request.user)
        return super().get_context_data(**kwargs) | {"rows": rows, "is_linked": is_linked(rows)}


class SetView(PageView):
    """The side panel with room, where every action leads back to."""

    template_name = "newswire_publisher/translating/set.html"
    page_title = gettext_lazy("Languages")

    def above(self) -> list[dict[str, Any]]:
        return []

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        rows = rows_of(self.page, self.request.user)
        return super().get_context_data(**kwargs) | {
            "rows": rows,
            "is_linked": is_linked(rows),
            "unpublished": unpublished(self.page),
        }

    def post(self, request: HttpRequest, page_id: int) -> HttpResponse:
        """Publishes versions together, or chooses the source or the full version."""
        # A form whose boxes are all unticked sends none of them.
        work = self._choose if {"source", "full"} & set(request.POST) else self._publish
        return acting(self, lambda: work(request))

    def _publish(self, request: HttpRequest) -> HttpResponse:
        ticked = set(request.POST.getlist("together"))
        pages = [page for page in unpublished(self.page) if str(page.pk) in ticked]
        if not pages:
            raise Refused(_("Nothing was published. Tick what is to go live, of what is listed here."))
        publish_together(pages, request.user)
        words = ngettext(
            "%(count)d version was published.", "%(count)d versions were published together.", len(pages)
        )
        return done(request, self.page.pk, words % {"count": len(pages)})

    def _choose(self, request: HttpRequest) -> HttpResponse:
        check_page(self.page, request.user)
        if "full" in request.POST:
            outside.mark_full(self.page, request.POST["full"], request.user)
            return done(request, self.page.pk, _("Saved. Links to it follow at once."))
        if not self.page.live:
            raise Refused(_("Only a version that is live can be the source."))
        source.choose(self.page)
        log(self.page, "newswire.source", user=request.user)
        return done(
            request, self.page.pk, _("This version is the source now: the others are to be compared.")
        )


class LinkView(OtherLanguageView):
    """Suggestions and a search by title; linking acts at once."""

    template_name = "newswire_publisher/translating/link.html"
    page_title = gettext_lazy("Link existing")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        query = typed(self.request.GET, "q")
        found = suggest(self.page, self.locale, self.request.user, query)
        return super().get_context_data(**kwargs) | {"found": found, "query": query}

    def post(self, request: HttpRequest, page_id: int, lang: str) -> HttpResponse:
        return acting(self, lambda: self._link(request))

    def _link(self, request: HttpRequest) -> HttpResponse:
        other = _page(request.POST.get("other", ""))
        try:
            linked = link(self.page, other, request.user, "replace" in request.POST)
        except Refused as refused:
            if not refused.aliases:
                raise
            context = self.get_context_data(refused=refused, other=other)
            return self.render_to_response(context)
        return done(request, self.page.pk, _linked(linked), buttons=[_undo(self.page, linked.batch)])


class UnlinkView(PageView):
    template_name = "newswire_publisher/translating/unlink.html"
    page_title = gettext_lazy("Unlink")

    def post(self, request: HttpRequest, page_id: int) -> HttpResponse:
        def work() -> HttpResponse:
            unlink(self.page, request.user)
            return done(request, self.page.pk, _("Unlinked. The others no longer link to this page."))

        return acting(self, work)


class UndoView(PageView):
    template_name = "newswire_publisher/translating/undo.html"
    page_title = gettext_lazy("Undo the link")

    def post(self, request: HttpRequest, page_id: int, batch: UUID) -> HttpResponse:
        def work() -> HttpResponse:
            undo(self.page, batch, request.user)
            return done(request, self.page.pk, _("The link is undone: everything is as it was."))

        return acting(self, work)


class OutsideView(PageView):
    """A version on another site: add, change, check, take away."""

    template_name = "newswire_publisher/translating/outside.html"
    page_title = gettext_lazy("Version on another site")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        lang = self.kwargs["lang"]
        version = OutsideVersion.objects.filter(set_id=self.page.translation_key, lang=lang).first()
        return super().get_context_data(**{"shown": version} | kwargs) | {
            "version": version,
            "other_lang": lang,
            "other_dir": direction(lang),
            "language": language_name(lang, get_language() or "en"),
        }

    def post(self, request: HttpRequest, page_id: int, lang: str) -> HttpResponse:
        return acting(self, lambda: self._save(request, lang))

    def _save(self, request: HttpRequest, lang: str) -> HttpResponse:
        if "remove" in request.POST:
            outside.remove(self.page, lang, request.user)
            return done(request, self.page.pk, _("Taken away. Links to it go at once."))
        given = {name: typed(request.POST, name) for name in ("url", "title", "site_name")}
        try:
            version = outside.add(self.page, lang, user=request.user, **given)
        except Refused as refused:
            return self.render_to_response(self.get_context_data(refused=refused, shown=given))
        if reciprocity.check(version).reciprocal:
            return done(request, self.page.pk, _("Saved. That page links back: search engines are told."))
        messages.warning(request, _("Saved, and linked to. That page does not link back yet: see below."))
        return redirect("newswire_languages:outside", self.page.pk, lang)


def _page(given: str) -> Any:
    pages = swapper.load_model("wagtailcore", "Page").objects.filter(depth__gt=1)
    found = pages.filter(pk=int(given)).first() if given.isdecimal() and len(given) < 18 else None
    if found is None:
        raise Refused(_("One of these pages has been deleted."))
    return found


def _linked(linked: Linked) -> str:
    words = _("Linked at once, without publishing again. Not compared yet.")
    if linked.replaced:
        words += " " + ngettext(
            "%(count)d alias was replaced.", "%(count)d aliases were replaced.", len(linked.replaced)
        ) % {"count": len(linked.replaced)}
    return words


def _undo(page: Any, batch: UUID) -> Any:
    return admin_messages.button(reverse("newswire_languages:undo", args=[page.pk, batch]), _("Undo"))
