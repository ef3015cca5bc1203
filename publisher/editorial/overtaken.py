"""A draft save does not take back a publish that it did not see.

Wagtail's page editor writes every column of a page that was not public when the request began, and an
autosave is under way whenever somebody types: a publish that commits between its reading and its writing
would be undone, `live` and words alike, though its editor was told "published".
"""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest
from django.utils.translation import gettext as _

READ_AS_DRAFT = "_newswire_read_as_draft"  # on the instance that the form is about to save


def before_edit(request: HttpRequest, page: Any) -> None:
    """`before_edit_page`: the page has been read. No query.

    Only a plain save can be refused: Wagtail answers that with the form. Of its other actions a publish
    makes the page public again, and elsewhere a refusal would lose what was typed.
    """
    acts = any(key.startswith("action-") for key in request.POST)
    if request.method == "POST" and not page.live and not acts:
        setattr(page, READ_AS_DRAFT, True)


def refuse(page: Any, is_public: bool) -> None:
    """What the row says, in the save's own transaction, which holds it. Asked once: later saves are others'.

    PermissionDenied is what Wagtail's save turns into its answer to a conflict: nothing is written, an
    autosave stops and says so, a save by hand shows its form again. An unpublish has no such mark.
    """
    if vars(page).pop(READ_AS_DRAFT, False) and is_public:
        raise PermissionDenied(
            _("Your draft was not saved: this page has been published meanwhile. Look at it and save again.")
        )
