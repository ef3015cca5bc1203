"""Pages that were saved or deleted.

`AbstractPage.save()` is atomic, so its `post_save` stands in the transaction that changes the page;
`page_published` does not, and is not sent at all for half of what changes a page.
"""

from typing import Any

from wagtail.models import AbstractPage

from newswire.publisher.render.visited import is_visited

from . import intents
from .raising import capture_deleted, capture_page

# What Wagtail writes to a page without showing the world anything else. At that moment the instance
# holds the draft's values, so a save of these alone is passed over before any query. Written by
#   AbstractPage.save_revision (wagtail/models/pages.py) and DraftStateMixin._update_from_revision,
#   lock and unlock (wagtail/admin/views/generic/lock.py, wagtail/models/workflows.py),
#   CopyPageAction and CreateAliasPageAction for the parent of what they made (`numchild`).
# A save with deferred fields names those it has loaded: anything else in it makes it count.
UNSEEN_FIELDS = frozenset(
    {
        "wagtail_admin_comments",
        "draft_title",
        "latest_revision",
        "latest_revision_id",
        "latest_revision_created_at",
        "has_unpublished_changes",
        "locked",
        "locked_at",
        "locked_by",
        "locked_by_id",
        "numchild",
    }
)

# What a publish or an unpublish writes, in a save that names its fields.
OUTCOME_FIELDS = frozenset({"live", "last_published_at"})


def page_saved(
    instance: Any, raw: bool, created: bool, update_fields: frozenset[str] | None, **kwargs: Any
) -> None:
    """`post_save` of any model, pages of every type among them."""
    if not isinstance(instance, AbstractPage) or raw:
        return
    if update_fields is not None and update_fields <= UNSEEN_FIELDS:
        return
    loaded = vars(instance)  # asking a deferred field would be a query
    if loaded.get("alias_of_id") is not None or loaded.get("depth") == 1 or (created and not instance.live):
        return
    if is_visited(instance.pk):
        return
    if capture_page(instance.pk).intended and (update_fields is None or update_fields & OUTCOME_FIELDS):
        intents.consume(instance)


def page_deleted(sender: type, instance: Any, **kwargs: Any) -> None:
    """`post_delete` of any model. Django sends it for each table of a page; the base table's counts.

    After the row is deleted, not before: a publish locks the page's row and then the publication,
    and so must we.
    """
    if isinstance(instance, AbstractPage) and sender is instance.base_page_model:
        capture_deleted(instance.pk)
