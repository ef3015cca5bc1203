"""Registration only: what each hook registers stands in the module that it names."""

from django.http import HttpRequest
from django.templatetags.static import static
from django.urls import reverse_lazy
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.menu import MenuItem
from wagtail.log_actions import LogActionRegistry

from .admin import dashboard
from .admin import log_actions as channel_log_actions
from .admin.menu import NewswireGroup
from .admin.pages import NewswirePageViewSet
from .admin.reports import viewset as reports
from .admin.reports.send_again import SendAgainBulkAction
from .editorial import hooks as editorial
from .editorial import log_actions as editorial_log
from .editorial import overtaken
from .editorial import permissions as editorial_permissions
from .editorial.menu import ITEMS
from .editorial.urls import urlpatterns as editorial_urls
from .explorer.bulk_actions import SendAgain, TakeDown
from .panel import header
from .panel.urls import urlpatterns as panel_urls
from .translating import log_words
from .translating.admin.desk import DeskMenuItem
from .translating.admin.urls import urlpatterns as translating_urls

hooks.register("register_admin_urls", lambda: panel_urls)
hooks.register("register_admin_urls", lambda: translating_urls)
hooks.register("register_admin_urls", lambda: editorial_urls)
hooks.register("register_permissions", editorial_permissions.registered)
hooks.register("before_edit_page", editorial.before_edit)
hooks.register("before_edit_page", overtaken.before_edit)
hooks.register("before_publish_page", editorial.before_publish)
for item in ITEMS:
    hooks.register("register_page_action_menu_item", item)
hooks.register("register_admin_viewset", NewswirePageViewSet)
hooks.register("register_page_header_buttons", header.status_button)
hooks.register("register_bulk_action", SendAgain)
hooks.register("register_bulk_action", TakeDown)
hooks.register("after_publish_page", header.say_where_it_goes)
hooks.register("after_publish_page", editorial.after_publish, order=1)
hooks.register("register_admin_viewset", reports.ReportsViewSet)
hooks.register("construct_homepage_panels", dashboard.add_panel)
hooks.register("register_bulk_action", SendAgainBulkAction)


@hooks.register("construct_reports_menu")
def report_items(request: HttpRequest, items: list[MenuItem]) -> None:
    items += [item for item in reports.menu_items() if item.is_shown(request)]


@hooks.register("register_admin_viewset")
def newswire() -> NewswireGroup:
    return NewswireGroup()


@hooks.register("register_admin_menu_item")
def translations() -> DeskMenuItem:
    desk = reverse_lazy("newswire_languages:desk")
    return DeskMenuItem(_("Translations"), desk, name="newswire-translations", icon_name="globe", order=260)


@hooks.register("insert_global_admin_css")
def css() -> str:
    return format_html('<link rel="stylesheet" href="{}">', static("newswire_publisher/admin.css"))


@hooks.register("register_log_actions")
def log_actions(actions: LogActionRegistry) -> None:
    actions.register_action("newswire.trigger", _("Asked for by a trigger"), _("Asked for by a trigger"))
    editorial_log.register(actions)
    channel_log_actions.register(actions)
    log_words.register(actions)
