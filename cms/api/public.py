from typing import Any

from django.db.models import Q, QuerySet
from django.http import HttpRequest
from wagtail.api.validators import SiteFilterValidator
from wagtail.models import Site

from newswire.blocks.visible import is_public

MOST_OFFSET = 2**31 - 1  # what lies beyond no database counts


def search_words(typed: str) -> str:
    """Without quotation marks, of which SQLite's search takes no odd number; empty where all is blank."""
    return " ".join(typed.replace('"', " ").split())


def public_pages(request: HttpRequest, model: type[Any]) -> QuerySet[Any]:
    """Live pages of a type that everybody may see, on the request's site (or `?site=`), in all its languages.

    As Wagtail's `get_public_pages_queryset` has them for somebody without a session, with one query
    beforehand where that has three. Raises ValueError for a `?site=` that names none, or several.
    """
    site = SiteFilterValidator(site=request.GET.get("site"), request=request).site_obj
    roots = [one.root_path for one in Site.get_site_root_paths() if site and one.site_id == site.pk]
    here = Q(*(("url_path__startswith", root) for root in roots), _connector=Q.OR) if roots else Q(pk__in=[])
    return model._default_manager.filter(here, is_public(), live=True)
