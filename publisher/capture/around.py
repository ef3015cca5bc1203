"""What changes many pages at once without saving them: privacy, a move, a slug, a site, a language.

No page is loaded for it. Several of these signals come after the change has been committed, so one
may get lost; the pages then differ from their publications in a column, and reconcile finds them.
"""

from typing import Any

import swapper
from django.db.models import QuerySet
from wagtail.models import Locale, PageViewRestriction

from newswire.publisher.dependents import cascade
from newswire.publisher.models import Priority, Publication
from newswire.publisher.observed.sites import fingerprint, root_paths

from .raising import raise_unheld


def privacy_set(instance: PageViewRestriction, raw: bool, **kwargs: Any) -> None:
    """`post_save`. A withdrawal is never spread over time, however large the section is."""
    if not raw:
        raise_unheld(_under(instance.page.path), Priority.FRESH)


def privacy_removed(instance: PageViewRestriction, origin: Any, **kwargs: Any) -> None:
    """`post_delete`, but not as a part of deleting the page: that has its own capture, and its own order
    of locks."""
    if isinstance(origin, PageViewRestriction) or getattr(origin, "model", None) is PageViewRestriction:
        raise_unheld(_under(instance.page.path), Priority.FRESH)


def page_moved(instance: Any, url_path_before: str, url_path_after: str, **kwargs: Any) -> None:
    """`post_page_move`. Reordering siblings sends it too, and changes no address."""
    if url_path_before != url_path_after:
        cascade.spread(_descendants(instance), Priority.BULK)


def slug_changed(instance: Any, **kwargs: Any) -> None:
    """`page_slug_changed`: Wagtail has given every descendant a new `url_path` by one UPDATE."""
    cascade.spread(_descendants(instance), Priority.DEPENDENT)


def site_changed(**kwargs: Any) -> None:
    """`post_save` and `post_delete` of a Site: its old fingerprint is nobody's any more."""
    current = {fingerprint(root) for root in root_paths()}
    cascade.spread(_live().exclude(site_fingerprint__in=current), Priority.DEPENDENT)


def language_changed(instance: Locale, created: bool, **kwargs: Any) -> None:
    """`post_save` of a Locale whose code was changed."""
    if not created:
        renamed = _live().filter(locale_id=instance.pk).exclude(lang=instance.language_code)
        cascade.spread(renamed, Priority.BULK)


def _live() -> QuerySet[Publication]:
    return Publication.objects.filter(state=Publication.State.LIVE)


def _under(path: str) -> QuerySet[Publication]:
    """The publications of a section as the tree is now, its own page's too."""
    pages = swapper.load_model("wagtailcore", "Page").objects.filter(path__startswith=path)
    return Publication.objects.filter(page_id__in=pages.order_by().values("pk"))


def _descendants(page: Any) -> QuerySet[Publication]:
    return _under(page.path).exclude(page_id=page.pk)
