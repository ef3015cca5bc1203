"""Files for translators out of the desk, and in again after a look at what they would change."""

from dataclasses import asdict, dataclass
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.cache import add_never_cache_headers
from django.utils.translation import get_language, gettext_lazy, ngettext
from django.utils.translation import gettext as _
from django.views import View
from django.views.generic import TemplateView
from wagtail.models import Locale

from newswire.publisher.languages.names import direction, language_name
from newswire.publisher.models import Upload
from newswire.publisher.screen import Screen
from newswire.publisher.translating.admin.pages import OtherLanguageView, page_of
from newswire.publisher.translating.admin.rows import may_see, may_translate
from newswire.publisher.translating.desk import languages_of
from newswire.publisher.translating.labels import label
from newswire.publisher.translating.machine.jobs import latest
from newswire.publisher.translating.machine.service import translator
from newswire.publisher.translating.normal import readable
from newswire.publisher.translating.refusal import Refused
from newswire.publisher.translating.units import Unit
from newswire.publisher.word_by_word import Piece, pieces

from . import hostile
from .arrival import Arrival, Problem
from .bundle import archive, arrivals, deliver_all, named
from .deliver import Difference, Outlook, outlook
from .formats import FORMATS

AT_ONCE = 100  # pages of one archive


class FilesView(OtherLanguageView):
    """What can be done with files for one page and one language."""

    template_name = "newswire_publisher/translating/exchange/files.html"
    page_title = gettext_lazy("Translation files")

    def may_open(self) -> bool:
        return may_translate(self.request.user, self.page, self.locale)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(**kwargs) | {
            "formats": FORMATS.items(),
            "translator": translator(),
            "job": latest(self.page, self.locale),
        }


class ExportView(View):
    """`page`, several; `lang`; `format`. One page is a file, several are an archive."""

    def post(self, request: HttpRequest) -> HttpResponse:
        locale = get_object_or_404(Locale, language_code=request.POST.get("lang", ""))
        name = request.POST.get("format", "xliff2")
        wanted = [*request.POST.getlist("page"), *request.POST.getlist("start")]
        pages = [page for page_id in wanted[:AT_ONCE] if (page := self._found(page_id)) is not None]
        if name not in FORMATS or not all(may_translate(request.user, page, locale) for page in pages):
            raise PermissionDenied
        files = []
        for page in pages:
            try:
                files.append(named(page, locale, name, with_draft=may_see(request.user, page)))
            except Refused as refused:
                messages.warning(request, f"{page.get_admin_display_title()}: {refused}")
        if not files:
            if not wanted:
                messages.warning(request, _("Tick the articles to export."))
            return redirect("newswire_languages:desk")
        return _download(files, name, locale.language_code)

    def _found(self, page_id: str) -> Any:
        try:
            return page_of(page_id)
        except (Http404, ValueError):
            messages.warning(self.request, _("One of these pages has been deleted."))
            return None


class ImportView(Screen, TemplateView):
    """What both steps of an import share."""

    page_title = gettext_lazy("Import translations")
    header_icon = "upload"

    def above(self) -> list[dict[str, Any]]:
        return [{"url": reverse("newswire_languages:desk"), "label": _("Translations")}]


class UploadView(ImportView):
    """Takes a file or an archive. Nothing is changed before somebody has looked at it."""

    template_name = "newswire_publisher/translating/exchange/upload.html"

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        if not languages_of(request.user):
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)

    def post(self, request: Any) -> HttpResponse:
        file = request.FILES.get("file")
        try:
            if file is None:
                raise Refused(_("Choose a file."))
            hostile.check_size(file.size or 0)
            found = arrivals(file.read())
            _look_at_all(found, request.user)
        except Refused as refused:
            return self.render_to_response(self.get_context_data(refused=refused))
        Upload.objects.filter(by=request.user).delete()
        upload = Upload.objects.create(by=request.user, arrivals=[asdict(one) for one in found])
        return redirect("newswire_languages:import_look", upload.uuid)


@dataclass(frozen=True)
class Row:
    label: str
    pieces: list[Piece]


@dataclass(frozen=True)
class Look:
    """One page of an upload, for whoever decides."""

    arrival: Arrival
    outlook: Outlook
    rows: list[Row]

    @property
    def dir(self) -> str:
        return direction(self.arrival.lang)

    @property
    def language(self) -> str:
        return language_name(self.arrival.lang, get_language() or "en")

    @property
    def source_changes(self) -> list[str]:
        units = [change.now or change.then for change in self.outlook.source_changes]
        return [label(type(self.outlook.origin), unit) for unit in units if unit is not None]


class LookView(ImportView):
    """What an upload would change; then it is written, all of it or nothing."""

    template_name = "newswire_publisher/translating/exchange/look.html"

    def dispatch(self, request: HttpRequest, uuid: UUID, *args: Any, **kwargs: Any) -> Any:
        if not languages_of(request.user):
            raise PermissionDenied
        upload = Upload.objects.filter(uuid=uuid, by=request.user.pk).first()
        if upload is None:  # written already, or another file was uploaded in another tab
            messages.error(request, _("This upload is no longer here. Choose the file again."))
            return redirect("newswire_languages:import")
        self.upload = upload
        self.arrivals = [_arrival(one) for one in self.upload.arrivals]
        response = super().dispatch(request, *args, **kwargs)
        add_never_cache_headers(response)
        return response

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(**kwargs)
        try:
            return context | {"looks": [_look(one, self.request.user) for one in self.arrivals]}
        except Refused as refused:
            return context | {"refused": refused}

    def post(self, request: HttpRequest) -> HttpResponse:
        seen = [int(one) for one in request.POST.getlist("seen") if one.isdecimal() and len(one) < 18]
        try:
            if len(seen) != len(self.arrivals):
                raise Refused(_("Choose a file."))
            written = deliver_all(self.arrivals, request.user, seen)
        except Refused as refused:
            messages.error(request, str(refused))
            return redirect("newswire_languages:import")
        self.upload.delete()
        words = ngettext(
            "%(count)d draft was written. Nothing is published yet.",
            "%(count)d drafts were written. Nothing is published yet.",
            len(written),
        )
        messages.success(request, words % {"count": len(written)})
        if len(written) == 1:
            return redirect("wagtailadmin_pages:edit", written[0].pk)
        return redirect("newswire_languages:desk")


def _look_at_all(found: list[Arrival], user: Any) -> None:
    """Raises Refused: of two files for one version the second would be written over what the first wrote."""
    seen = set()
    for one in found:
        title = {"title": outlook(one, user).origin.get_admin_display_title(), "lang": one.lang}
        if (one.source_id, one.lang) in seen:
            raise Refused(_("Two files are for “%(title)s” in the language %(lang)s. Leave one out.") % title)
        seen.add((one.source_id, one.lang))


def _download(files: list[tuple[str, bytes]], name: str, lang: str) -> HttpResponse:
    if len(files) == 1:
        filename, content, kind = *files[0], FORMATS[name].content_type
    else:
        filename, content, kind = f"translations.{lang}.zip", archive(files), "application/zip"
    response = HttpResponse(content, content_type=kind)
    response["Content-Disposition"] = f'attachment; filename="{filename}"'
    return response


def _arrival(stored: dict[str, Any]) -> Arrival:
    return Arrival(**{**stored, "problems": tuple(Problem(**one) for one in stored["problems"])})


def _look(arrival: Arrival, user: Any) -> Look:
    found = outlook(arrival, user)
    model = type(found.origin)
    return Look(arrival, found, [_row(model, one) for one in found.differences])


def _row(model: type[Any], difference: Difference) -> Row:
    place = difference.place
    texts = (difference.before, difference.after)
    before, after = map(readable, texts) if place.is_rich else texts
    return Row(label(model, Unit(place.field, place.kind, place.block, "", "")), pieces(before, after))
