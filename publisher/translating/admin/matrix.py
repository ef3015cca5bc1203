"""The translators' desk: all languages side by side, with their numbers, and as a table for a spreadsheet."""

import csv
from collections.abc import Iterator, Sequence
from typing import Any
from uuid import UUID

import swapper
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, StreamingHttpResponse
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _
from django.views import View
from wagtail.coreutils import get_content_languages
from wagtail.models import Locale
from wagtail.permissions import policy_registry

from newswire.publisher.languages.names import language_name
from newswire.publisher.spreadsheets import harmless
from newswire.publisher.translating import desk
from newswire.publisher.translating.counts import counts
from newswire.publisher.translating.filters import Filters, keys_of, sources

from .desk import DeskView
from .desk_rows import CELLS, Shown, shown
from .narrowing import Narrowing

COUNTED_AT_MOST = 5000  # articles, where the list is narrowed
# A live page may be out of date all the same: counted is what readers find.
COUNTED = {
    desk.Cell.LIVE: gettext_lazy("Live"),
    desk.Cell.DRAFT: CELLS[desk.Cell.DRAFT].word,
    desk.Cell.OUTSIDE: CELLS[desk.Cell.OUTSIDE].word,
    desk.Cell.MISSING: CELLS[desk.Cell.MISSING].word,
    desk.Cell.MACHINE: CELLS[desk.Cell.MACHINE].word,
}


class MatrixView(DeskView):
    template_name = "newswire_publisher/translating/matrix.html"
    page_title = gettext_lazy("All languages")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(**kwargs)
        filters, langs = self.narrowing.filters(), languages()
        found = keys_of(sources(filters))
        # What a filter lets through is found once, for the list and for its numbers.
        keys = None if filters == Filters() else list(found[: COUNTED_AT_MOST + 1])
        is_whole = keys is not None and len(keys) <= COUNTED_AT_MOST
        part = self.of_this_page(keys if is_whole or (keys and self._is_among(keys)) else found)
        counted = counts(keys and keys[:COUNTED_AT_MOST])
        articles = shown(desk.articles(part["rows"]), langs)
        return (
            context
            | part
            | {
                "articles": articles,
                "may_open": self._may_open(articles),
                "languages": [(lang, language_name(lang, get_language() or "en")) for lang in langs],
                "counts": [
                    (word, [counted.get(lang, {}).get(cell, 0) for lang in langs])
                    for cell, word in COUNTED.items()
                ],
                "counted_at_most": COUNTED_AT_MOST if keys and not is_whole else None,
            }
        )

    def _may_open(self, articles: Sequence[Shown]) -> set[UUID]:
        """The sets of which this person may edit a version: the others' own view is closed to them."""
        policy = policy_registry.get_by_type(swapper.load_model("wagtailcore", "Page"))
        theirs = policy.instances_user_has_permission_for(self.request.user, "change")
        keys = [one.article.set_key for one in articles]
        return set(theirs.filter(translation_key__in=keys).values_list("translation_key", flat=True))

    def _is_among(self, keys: Sequence[UUID]) -> bool:
        """The page that is asked for, and the first row of the next."""
        return self.narrowing.page * self.per_page < len(keys)


class MatrixCsvView(View):
    """The same as a table for a spreadsheet, as many rows as there are."""

    def get(self, request: HttpRequest) -> StreamingHttpResponse:
        if not desk.languages_of(request.user):
            raise PermissionDenied
        keys = list(keys_of(sources(Narrowing(request).filters())))
        answer = StreamingHttpResponse(_csv(keys), content_type="text/csv; charset=utf-8")
        answer["Content-Disposition"] = 'attachment; filename="translations.csv"'
        return answer


def languages() -> list[str]:
    """Those that the site has, in the order of WAGTAIL_CONTENT_LANGUAGES."""
    there = set(Locale.objects.values_list("language_code", flat=True))
    return [lang for lang in get_content_languages() if lang in there]


class _Line:
    """A file that hands on what is written to it."""

    def write(self, text: str) -> str:
        return text


def _csv(keys: Sequence[UUID]) -> Iterator[str]:
    writer, langs, chunk = csv.writer(_Line()), languages(), 500
    yield "\ufeff"  # else a spreadsheet takes it for another encoding
    yield writer.writerow([_("Title"), _("Language"), *langs])
    for start in range(0, len(keys), chunk):
        for one in shown(desk.articles(desk.of_sets(keys[start : start + chunk])), langs):
            yield writer.writerow(_line(one))


def _line(one: Shown) -> list[str]:
    return [harmless(one.article.source.title), one.lang, *(cell.words for cell in one.cells)]
