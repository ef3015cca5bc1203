"""Broken links, and pages that are shown or linked and are not public: of any page type.

Found with Wagtail's own extraction of references, so in rich text, in blocks and in fields alike.
Addresses outside the site are not visited.
"""

from collections import defaultdict
from collections.abc import Iterator
from typing import Any
from uuid import UUID

from django.contrib.contenttypes.models import ContentType
from django.utils.translation import gettext as _
from wagtail.models import AbstractPage, ReferenceIndex

# Of Wagtail's own columns: none of them is a link, and an editor cannot mend them.
IGNORED = frozenset({"latest_revision", "live_revision", "owner", "locked_by", "locale", "content_type"})
IGNORED |= {"alias_of", "page_ptr"}


def findings(page: Any) -> Iterator[tuple[str, str]]:
    """One query for each kind of thing that the page refers to."""
    for (type_id, path), keys in _references(page).items():
        model = ContentType.objects.get_for_id(type_id).model_class()
        if model is not None:
            yield from _of(model, keys, href(path))


def _references(page: Any) -> dict[tuple[int, str], set[str]]:
    """The ids of what is referred to, by its type and by where on the page it stands."""
    found = defaultdict(set)
    for type_id, key, _model_path, path in ReferenceIndex._extract_references_from_object(page):
        if path.partition(".")[0] not in IGNORED:
            found[type_id, path].add(key)
    return found


def _of(model: Any, keys: set[str], where: str) -> Iterator[tuple[str, str]]:
    there = {str(one.pk): one for one in model._default_manager.filter(pk__in=keys)}
    name = model._meta.verbose_name
    if keys - there.keys():
        yield _("This leads to something that has been deleted: %(kind)s.") % {"kind": name}, where
    for one in there.values():
        if isinstance(one, AbstractPage) and not one.live:
            yield _("“%(title)s” is shown or linked, and is not public.") % {"title": one.title}, where


def href(path: str) -> str:
    """From a content path of Wagtail ("body.<uuid of the block>.page") to what stands there in the form."""
    field, *rest = path.split(".")
    if rest and _is_uuid(rest[0]):
        return f"#block-{rest[0]}-section"
    return f"#id_{field}-label"


def _is_uuid(text: str) -> bool:
    try:
        UUID(text)
    except ValueError:
        return False
    return True
