"""Which two pages cannot be language versions of each other, and what to do about it."""

from collections.abc import Iterable
from typing import Any

from django.utils.translation import gettext as _

from newswire.publisher.languages.names import language_name

from .refusal import Refused


def check_pair(page: Any, other: Any, user: Any, reader: str) -> None:
    """Raises Refused where the two cannot be linked whatever else is in their sets."""
    if page.pk == other.pk:
        raise Refused(_("This is the page itself. Choose one in another language."))
    if page.locale_id == other.locale_id:
        language = language_name(page.locale.language_code, reader)
        raise Refused(_("Both pages are in %(language)s.") % {"language": language})
    for one in (page, other):
        check_page(one, user)
    if page.translation_key == other.translation_key:
        raise Refused(_("These two are linked already."))


def check_page(page: Any, user: Any) -> None:
    """Raises Refused where this page cannot be linked or unlinked, by anybody or by this user."""
    title = {"title": page.get_admin_display_title()}
    if page.alias_of_id:
        raise Refused(
            _("“%(title)s” only follows another page (an alias). Convert it into a page of its own first.")
            % title
        )
    if page.is_root() or page.is_site_root():
        raise Refused(
            _("“%(title)s” is a home page: its whole site in that language hangs on its place in the set.")
            % title
        )
    if not page.permissions_for_user(user).can_edit():
        raise Refused(
            _("You may not edit “%(title)s”. Ask somebody who may edit both pages to link them.") % title
        )


def check_taken(ours: Iterable[Any], theirs: Iterable[Any], reader: str) -> list[Any]:
    """The aliases that stand where the other set has a page of its own; they can be replaced.

    Raises Refused where both sets have a page of its own in one language.
    """
    by_locale = {page.locale_id: page for page in ours}
    in_the_way = []
    for theirs_one in theirs:
        ours_one = by_locale.get(theirs_one.locale_id)
        if ours_one is None:
            continue
        if not (ours_one.alias_of_id or theirs_one.alias_of_id):
            raise Refused(
                _("Both already have a version in %(language)s: “%(one)s” and “%(other)s”. Unlink one first.")
                % {
                    "language": language_name(ours_one.locale.language_code, reader),
                    "one": ours_one.get_admin_display_title(),
                    "other": theirs_one.get_admin_display_title(),
                }
            )
        in_the_way.append(theirs_one if theirs_one.alias_of_id else ours_one)
    return in_the_way


def check_replaceable(aliases: Iterable[Any], user: Any) -> None:
    """Raises Refused where an alias has pages of its own below it, or this user may not delete it."""
    for alias in aliases:
        title = {"title": alias.get_admin_display_title()}
        if alias.get_descendants().filter(alias_of__isnull=True).exists():
            raise Refused(_("The alias “%(title)s” has pages of its own below it: move those first.") % title)
        if not alias.permissions_for_user(user).can_delete():
            raise Refused(_("You may not delete the alias “%(title)s” that stands in the way.") % title)
