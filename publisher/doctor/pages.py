"""Pages that cannot be rendered, each of which holds up only itself; pages that are sent with less."""

from collections.abc import Iterator

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from newswire.publisher import profiles
from newswire.publisher.models import Publication

from .findings import Finding, error, ok, warning

SHOWN = 5


def examine() -> Iterator[Finding]:
    yield from _broken()
    yield from _poorer()


def _poorer() -> Iterator[Finding]:
    poorer = Publication.objects.filter(state=Publication.State.LIVE).exclude(render_warnings=[])
    for publication in poorer.order_by("-captured_at")[:SHOWN]:
        yield warning(
            _("Page %(id)d “%(title)s” %(what)s.")
            % {
                "id": publication.page_id,
                "title": publication.title,
                "what": "; ".join(map(_words, publication.render_warnings))[:300],
            },
            _("Correct the page or its template, then publish it again."),
        )


def _words(warning: str | dict[str, str]) -> str:
    return _(warning) if isinstance(warning, str) else profiles.refusal(warning)


def _broken() -> Iterator[Finding]:
    broken = Publication.objects.exclude(render_error="")
    count = broken.count()
    if not count:
        yield ok(_("Pages: all could be rendered."))
    for publication in broken.order_by("-captured_at")[:SHOWN]:
        yield error(
            _("Page %(id)d “%(title)s” cannot be rendered: %(error)s")
            % {
                "id": publication.page_id,
                "title": publication.title,
                "error": publication.render_error.strip().splitlines()[-1][:300],
            },
            _("Correct the page or its template, then publish it again."),
        )
    if count > SHOWN:
        more = count - SHOWN
        yield error(
            ngettext("%(count)d more page.", "%(count)d more pages.", more) % {"count": more},
            _("Start with those above."),
        )
