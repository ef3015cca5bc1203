"""Pages, locked and read anew: what an editor's form showed may be minutes old."""

from typing import Any

import swapper
from django.utils.translation import gettext as _

from .refused import Refused


def locked(page_id: int) -> Any:
    """The page as the database has it, locked until the transaction ends. Raises Refused where it is gone."""
    pages = swapper.load_model("wagtailcore", "Page").objects
    page = pages.select_for_update(of=("self",)).filter(pk=page_id).first()
    if page is None:
        raise Refused(_("This page was deleted meanwhile."))
    return page
