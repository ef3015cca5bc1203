"""From a page to its document, or to words that say why not."""

import logging
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import DatabaseError, InterfaceError, OperationalError
from django.http import Http404
from django.utils.translation import gettext_lazy as _
from wagtail.images.exceptions import InvalidFilterSpecError
from wagtail.images.models import SourceImageIOError

from newswire.publisher.content import Document, function_for

from .default import served
from .errors import ENDINGS, MachineError, RenderError
from .request import visiting
from .visited import visit

logger = logging.getLogger(__name__)

PICTURE = _("A picture cannot be used (%(error)s). Upload its file again or take it out of the page.")
HIDDEN = _("The page is not shown to anonymous visitors, though it is live and public.")
MACHINE = _(
    "The server cannot read or write what the page needs (%(error)s). Tell your administrator; it is tried"
    " again by itself."
)
FAILED = _("The page's own template or code failed (%(error)s). Ask your administrator.")


@dataclass(frozen=True)
class Rendered:
    """What a page says, as its function made it: addresses and HTML are the function's own still."""

    document: Document
    url: str  # of the page: absolute
    lang: str


def render(page: Any) -> Rendered:
    """Renders a live, public, specific page as an anonymous visitor sees it.

    Privacy is not looked at: whoever calls has. Raises RenderError for whatever goes wrong in the
    page's own code, and what the database says as it is: only outside its transaction can it be
    known whether that is the page's fault.
    """
    try:
        with visit(page.pk), visiting(page) as request:
            document = (function_for(type(page)) or served)(page, request)
            if not isinstance(document, Document):
                raise TypeError(f"{type(document).__name__} is no Document")
            return Rendered(document, page.full_url, page.locale.language_code)
    except (RenderError, DatabaseError, InterfaceError):
        raise
    except (SourceImageIOError, FileNotFoundError, InvalidFilterSpecError) as error:
        raise RenderError(PICTURE, error=error) from error
    except (Http404, PermissionDenied) as error:
        raise RenderError(HIDDEN) from error
    except ENDINGS:
        raise
    except BaseException as error:
        logger.exception("Page %s cannot be rendered", page.pk)
        raise failure(error) from error


def failure(error: BaseException) -> RenderError:
    """Words for what no more is known of than its exception: the page's fault, or a full disk, say."""
    if isinstance(error, OSError | OperationalError):
        return MachineError(MACHINE, error=error)
    return RenderError(FAILED, error=f"{type(error).__name__}: {error}")
