"""Registration only: what each hook registers stands in the module that it names."""

from django.templatetags.static import static
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.log_actions import LogActionRegistry

from .admin.menu import NewswireGroup


@hooks.register("register_admin_viewset")
def newswire() -> NewswireGroup:
    return NewswireGroup()


@hooks.register("insert_global_admin_css")
def css() -> str:
    return format_html('<link rel="stylesheet" href="{}">', static("newswire_publisher/admin.css"))


@hooks.register("register_log_actions")
def log_actions(actions: LogActionRegistry) -> None:
    actions.register_action("newswire.trigger", _("Asked for by a trigger"), _("Asked for by a trigger"))
