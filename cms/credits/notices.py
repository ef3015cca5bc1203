"""Messages after publishing, and bulk publishing held back, by the credit rule."""

from collections.abc import Iterable
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from wagtail.admin import messages
from wagtail.models import AbstractPage

from newswire.cms.articles.mixin import ArticleMixin
from newswire.cms.credits.publishing import blocked_pictures, uncredited
from newswire.cms.credits.rule import Rule, rule


def warn_after_publishing(request: HttpRequest, page: Any) -> None:
    """Names the pictures that were published without a credit, each with a way to its field."""
    if rule() is Rule.OFF or not isinstance(page, ArticleMixin):
        return
    if images := uncredited(page.get_latest_revision_as_object()):
        text = ngettext(
            "%(count)d picture of “%(title)s” has no photo credit.",
            "%(count)d pictures of “%(title)s” have no photo credit.",
            len(images),
        )
        words = {"count": len(images), "title": page.get_admin_display_title()}
        messages.warning(request, text % words, buttons=[_button(image) for image in images[:5]])


def hold_back_bulk_publishing(
    request: HttpRequest, action_type: str, objects: Iterable[Any], action: Any
) -> HttpResponse | None:
    """A bulk publish shows no form in which a message could stand: so it is refused as a whole."""
    if action_type != "publish" or not issubclass(action.models[0], AbstractPage) or rule() is not Rule.BLOCK:
        return None
    articles = (one for one in objects if isinstance(one.specific_deferred, ArticleMixin))
    drafts = [article.get_latest_revision_as_object() for article in articles]
    held = [(draft, images) for draft in drafts if (images := blocked_pictures(draft))]
    for page, images in held:
        text = _("Nothing was published: “%(title)s” has a picture without a photo credit.")
        words = {"title": page.get_admin_display_title()}
        messages.error(request, text % words, buttons=[_button(image) for image in images[:5]])
    return redirect(action.next_url) if held else None


def _button(image: Any) -> Any:
    url = reverse("wagtailimages:edit", args=[image.pk]) + "#id_credit_text"
    return messages.button(url, _("Credit of “%(title)s”") % {"title": image.title})
