"""What happens to a page under embargo: it is edited and approved, and time passes."""

from datetime import timedelta

from django.utils import timezone
from wagtail.models import Page, Revision

from newswire.publisher import dispatch
from newswire.publisher.models import Embargo


def in_hours(hours):
    return timezone.now() + timedelta(hours=hours)


def pass_time(page):
    """As if the embargo's time had come."""
    past = timezone.now() - timedelta(seconds=1)
    Embargo.objects.filter(page_id=page.pk).update(until=past)
    Revision.objects.filter(object_id=str(page.pk), approved_go_live_at__isnull=False).update(
        approved_go_live_at=past
    )


def edit(page, **fields):
    draft = Page.objects.get(pk=page.pk).get_latest_revision_as_object()
    for name, value in fields.items():
        setattr(draft, name, value)
    return draft.save_revision()


def due(page):
    """When what was approved goes live; None: nothing was."""
    waiting = Revision.objects.filter(object_id=str(page.pk), approved_go_live_at__isnull=False)
    return waiting.values_list("approved_go_live_at", flat=True).first()


def approve(page, **fields):
    """Publishes the latest draft, as every way of publishing ends."""
    (edit(page, **fields) if fields else page.get_latest_revision()).publish()
    dispatch.run()
    page.refresh_from_db()
    return page
