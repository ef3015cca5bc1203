"""Ask for a machine translation, and say that somebody has read it."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from newswire.publisher.translating.admin.pages import OtherLanguageView, PageView, acting, done
from newswire.publisher.translating.admin.rows import may_translate
from newswire.publisher.translating.desk import languages_of
from newswire.publisher.translating.refuse import check_page

from . import jobs, marks


class MachineView(OtherLanguageView):
    http_method_names = ["post"]

    def may_open(self) -> bool:
        works = any(one.pk == self.locale.pk for one in languages_of(self.request.user))
        return works and may_translate(self.request.user, self.page, self.locale)

    def post(self, request: HttpRequest, page_id: int, lang: str) -> HttpResponse:
        def work() -> HttpResponse:
            jobs.start(self.page, self.locale, request.user)
            messages.success(request, _("Asked for. The draft comes by itself; it is not published."))
            return redirect("newswire_languages:files", page_id, lang)

        return acting(self, work)


class ConfirmView(PageView):
    template_name = "newswire_publisher/translating/exchange/confirmed.html"
    page_title = gettext_lazy("Machine-made")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        made = marks.marked([self.page.pk]).get(self.page.pk)
        return super().get_context_data(**kwargs) | {"made": made}

    def post(self, request: HttpRequest, page_id: int) -> HttpResponse:
        def work() -> HttpResponse:
            check_page(self.page, request.user)
            marks.confirm(self.page, request.user)
            return done(request, self.page.pk, _("Noted: somebody has read it. Its mark is gone everywhere."))

        return acting(self, work)
