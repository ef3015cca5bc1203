"""Publishes language versions together: all of them or none."""

from collections.abc import Iterable
from typing import Any
from uuid import UUID, uuid4

import swapper
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from newswire.publisher.capture import intents
from newswire.publisher.models import Intent

from .refusal import Refused


def unpublished(page: Any) -> list[Any]:
    """The members of a page's set, itself among them, that have something to publish."""
    pages = _pages().select_related("locale")
    members = pages.filter(translation_key=page.translation_key, alias_of__isnull=True)
    return list(members.filter(has_unpublished_changes=True, latest_revision__isnull=False).order_by("pk"))


def publish_together(pages: Iterable[Any], user: Any) -> UUID:
    """Publishes the newest draft of each in one transaction; one event each, and this batch id in all.

    Raises Refused where one is missing its headline, is locked, may not be published by this user, or
    would not go live now: it has a time of its own, or an embargo.
    """
    batch, ids = uuid4(), [page.pk for page in pages]
    with transaction.atomic():
        for page in _pages().filter(pk__in=ids).order_by("pk"):
            _publish(page, user, batch)
    return batch


def _publish(page: Any, user: Any, batch: UUID) -> None:
    permissions = page.permissions_for_user(user)
    title = {"title": page.get_admin_display_title()}
    if not permissions.can_publish() or permissions.page_locked():
        raise Refused(_("You may not publish “%(title)s”, so none was published.") % title)
    intents.intend(page.pk, Intent.Kind.UPDATE, actor=user, batch=batch)
    revision = page.get_latest_revision()
    try:
        revision.publish(user=user)
    except ValidationError as error:
        reason = {"reason": " ".join(error.messages)}
        raise Refused(_("“%(title)s” cannot be published: %(reason)s") % (title | reason)) from error
    if not _pages().filter(pk=page.pk, live=True, live_revision=revision.pk).exists():
        raise Refused(
            _("“%(title)s” would go live later (a schedule, an embargo), so none was published.") % title
        )


def _pages() -> QuerySet:
    return swapper.load_model("wagtailcore", "Page").objects.all()
