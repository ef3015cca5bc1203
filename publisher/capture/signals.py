"""Connects capture. Page types send their own class, so pages are listened to without a sender."""

from django.db.models.signals import post_delete, post_save
from wagtail.models import Locale, PageViewRestriction, Site
from wagtail.signals import page_slug_changed, post_page_move

from . import around, pages


def connect() -> None:
    """Called once, from the app's `ready()`."""
    post_save.connect(pages.page_saved, dispatch_uid="newswire.capture.saved")
    post_delete.connect(pages.page_deleted, dispatch_uid="newswire.capture.deleted")
    post_page_move.connect(around.page_moved, dispatch_uid="newswire.capture.moved")
    page_slug_changed.connect(around.slug_changed, dispatch_uid="newswire.capture.slug")
    post_save.connect(around.privacy_set, sender=PageViewRestriction, dispatch_uid="newswire.capture.private")
    post_delete.connect(
        around.privacy_removed, sender=PageViewRestriction, dispatch_uid="newswire.capture.public"
    )
    post_save.connect(around.site_changed, sender=Site, dispatch_uid="newswire.capture.site")
    post_delete.connect(around.site_changed, sender=Site, dispatch_uid="newswire.capture.site_gone")
    post_save.connect(around.language_changed, sender=Locale, dispatch_uid="newswire.capture.language")
