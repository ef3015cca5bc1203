"""Nothing goes live under an embargo, whatever publishes it: it is scheduled for the end instead.

`Page.save()` is what every way of publishing ends in: the editor, a workflow, a schedule, the API, a
bulk action, a script. Its `pre_save` stands in the transaction that would make the page live; Wagtail
then goes on as it does with a page whose go-live time has not come, since it looks at `live` after
saving. So listings, teasers, sitemaps, search and Wagtail's own API hold it back too.
"""

from datetime import datetime
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.db.models import QuerySet
from django.db.models.signals import post_save, pre_save
from django.utils import timezone
from wagtail.models import AbstractPage, Revision

from newswire.publisher import wake
from newswire.publisher.capture.raising import capture_page
from newswire.publisher.compiled import compiled
from newswire.publisher.models import Embargo


def connect() -> None:
    """Called once, from the app's `ready()`."""
    pre_save.connect(hold, dispatch_uid="newswire.editorial.hold")
    post_save.connect(rescheduled, sender=Revision, dispatch_uid="newswire.editorial.rescheduled")


def hold(instance: Any, raw: bool, update_fields: frozenset[str] | None, **kwargs: Any) -> None:
    """`pre_save` of any model. One query for a save that may make a page live."""
    if raw or not isinstance(instance, AbstractPage) or instance.pk is None:
        return
    if not vars(instance).get("live") or (update_fields is not None and "live" not in update_fields):
        return
    # An alias shows what its source says, and Wagtail publishes it whatever became of the source.
    source = vars(instance).get("alias_of_id") or instance.pk
    embargo = _embargo_of.first(source)
    if embargo is None:
        return
    if embargo.until <= timezone.now():
        embargo.delete()
    else:
        _put_off(instance, embargo.until)


@compiled
def _embargo_of(page_id: int) -> QuerySet[Embargo]:
    return Embargo.objects.filter(page_id=page_id)


def rescheduled(instance: Revision, update_fields: frozenset[str] | None, **kwargs: Any) -> None:
    """`post_save` of a revision: Wagtail schedules and unschedules without saving the page.

    What trusted channels hold is then another version, or none.
    """
    if update_fields is None or "approved_go_live_at" not in update_fields:
        return
    model = ContentType.objects.get_for_id(instance.base_content_type_id).model_class()
    if model is None or not issubclass(model, AbstractPage):
        return
    if Embargo.objects.filter(page_id=instance.object_id, ahead=True).exists():
        capture_page(int(instance.object_id))


def _put_off(page: Any, until: datetime) -> None:
    before = page.base_page_model.objects.filter(pk=page.pk)
    row = before.values("live", "first_published_at", "last_published_at").first()
    if row is None or row["live"]:
        return  # public already, by SQL: the sites are spared it still
    revision = vars(page).get("live_revision_id")
    for name, value in row.items():
        setattr(page, name, value)
    page.live_revision = None
    page.has_unpublished_changes = True
    page.go_live_at = until
    if revision is not None:
        Revision.objects.filter(pk=revision).update(approved_go_live_at=until)
        wake.publish_at(until)
