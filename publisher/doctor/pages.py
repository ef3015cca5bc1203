"""Pages that cannot be rendered. Each holds up only itself."""

from collections.abc import Iterator

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from newswire.publisher.models import Publication

from .findings import Finding, error, ok

SHOWN = 5


def examine() -> Iterator[Finding]:
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
