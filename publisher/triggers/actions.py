"""What a trigger can ask for. Each goes through Wagtail, so that its signals and its log are the editor's."""

from collections.abc import Callable

from django.utils.translation import gettext_lazy as _
from wagtail.actions.publish_page_revision import PublishPageRevisionAction
from wagtail.actions.unpublish_page import UnpublishPageAction
from wagtail.models import AbstractPage

from newswire.publisher import capture
from newswire.publisher.models import OutsideVersion

from .refusal import Refusal

# Each does it, and says what came of it where that is not plain; raises Refusal where it cannot.
Action = Callable[[AbstractPage], str]


def publish(page: AbstractPage) -> str:
    """Publishes the latest draft; where it has a future go-live time, schedules it, as the editor would."""
    _check_may_change(page)
    revision = page.get_latest_revision() or page.save_revision(log_action=True)
    PublishPageRevisionAction(revision).execute(skip_permission_checks=True)
    revision.refresh_from_db(fields=["approved_go_live_at"])  # a page that is live may have it, too
    return "Scheduled for its own go-live time." if revision.approved_go_live_at else ""


def republish(page: AbstractPage) -> str:
    """Renders the page again, and sends it where that differs from what was sent last."""
    if not page.live:
        raise Refusal(409, "not_live", "The page is not live.")
    capture.touch([page.pk])
    return ""


def unpublish(page: AbstractPage) -> str:
    """Takes the page off the site, and cancels what is scheduled, as Wagtail does for one that is live."""
    _check_may_change(page)
    if page.live:
        UnpublishPageAction(page).execute(skip_permission_checks=True)
        return ""
    scheduled = list(page.revisions.filter(approved_go_live_at__isnull=False))
    for revision in scheduled:
        revision.approved_go_live_at = None
        revision.save(update_fields=["approved_go_live_at"])  # Wagtail notes it in the page's history
    return "It was not live; it is scheduled no longer." if scheduled else "It was not live."


def translation_completed(page: AbstractPage) -> str:
    """Publishes the translated draft of one language version; what has nothing new stays as it is."""
    if not _has_other_versions(page):
        raise Refusal(
            409, "not_a_translation", "The page is a version of no other: nothing to translate it from."
        )
    if page.live and not page.has_unpublished_changes:
        return "It was live, and its draft has nothing new."
    return publish(page)


def _has_other_versions(page: AbstractPage) -> bool:
    """Here, live or draft, or on another site."""
    outside = OutsideVersion.objects.filter(set=page.translation_key)
    return page.get_translations().exists() or outside.exists()


def _check_may_change(page: AbstractPage) -> None:
    if page.alias_of_id:
        raise Refusal(409, "alias", "The page is an alias: ask for the page that it copies.")
    if page.locked:
        raise Refusal(409, "locked", "An editor has locked the page.")


ACTIONS: dict[str, Action] = {
    "publish": publish,
    "republish": republish,
    "unpublish": unpublish,
    "translation.completed": translation_completed,
}
LABELS = {
    "publish": _("Publish the latest draft"),
    "republish": _("Send again where something changed"),
    "unpublish": _("Unpublish"),
    "translation.completed": _("Publish a finished translation"),
}
