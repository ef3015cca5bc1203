"""What stands in the page editor's menu of actions beside Publish and Unpublish."""

from collections.abc import Mapping
from typing import Any, ClassVar

from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from wagtail.admin.action_menu import ActionMenuItem
from wagtail.locks import ScheduledForPublishLock

from .permissions import Act, may
from .restore import takedown_of


class Item(ActionMenuItem):
    """Shown in the editor of a page that the user may publish, to who may do the act."""

    act: ClassVar[Act]
    locked_too = False  # also while a schedule locks the page

    def is_shown(self, context: Mapping[str, Any]) -> bool:
        if context["view"] != "edit" or context["page"].alias_of_id or self._is_locked(context):
            return False
        tester = self.get_user_page_permissions_tester(context)
        may_publish = tester.can_publish() and may(context["request"].user, self.act)
        return bool(may_publish and self.fits(context["page"]))

    def fits(self, page: Any) -> bool:
        raise NotImplementedError

    def _is_locked(self, context: Mapping[str, Any]) -> bool:
        by_schedule = isinstance(context["lock"], ScheduledForPublishLock)
        return bool(context["locked_for_user"]) and not (self.locked_too and by_schedule)


class Submitted(Item):
    """Publishes what stands in the form: `hooks.before_publish` reads which button it was."""

    template_name = "newswire_publisher/editorial/menu_button.html"
    value: ClassVar[str]

    def fits(self, page: Any) -> bool:
        return bool(page.live)

    def get_context_data(self, parent_context: Mapping[str, Any]) -> dict[str, Any]:
        return super().get_context_data(parent_context) | {"value": self.value}


class CorrectionItem(Submitted):
    act, value = Act.CORRECT, "correction"
    label = _("Publish as correction…")
    name = "action-publish"
    icon_name = "comment"


class SmallFixItem(Submitted):
    act, value = Act.FIX, "small_fix"
    label = _("Publish as small fix")
    name = "action-publish"
    icon_name = "check"


class Led(Item):
    """Leads to a form of its own."""

    url_name: ClassVar[str]

    def get_url(self, parent_context: Mapping[str, Any]) -> str:
        return reverse(self.url_name, args=[parent_context["page"].pk])


class EmbargoItem(Led):
    act, url_name = Act.EMBARGO, "newswire_editorial:embargo"
    label = _("Embargo until…")
    name = "action-newswire-embargo"
    icon_name = "time"
    locked_too = True

    def fits(self, page: Any) -> bool:
        return not page.live


class TakeDownItem(Led):
    act, url_name = Act.TAKE_DOWN, "newswire_editorial:take_down"
    label = _("Take down everywhere")
    name = "action-newswire-take-down"
    icon_name = "circle-xmark"
    locked_too = True

    def fits(self, page: Any) -> bool:
        known = page.live or page.first_published_at or page.approved_schedule
        return bool(known) and (page.live or takedown_of(page) is None)


class RestoreItem(Led):
    act, url_name = Act.RESTORE, "newswire_editorial:restore"
    label = _("Restore")
    name = "action-newswire-restore"
    icon_name = "rotate"

    def fits(self, page: Any) -> bool:
        return bool(page.first_published_at) and takedown_of(page) is not None


ITEMS = (CorrectionItem, SmallFixItem, EmbargoItem, TakeDownItem, RestoreItem)
