"""Registration only: what each hook registers stands in the module that it names."""

from wagtail import hooks
from wagtail.admin.menu import MenuItem

from . import log_actions
from .admin import IncomingSiteViewSet
from .notices import before_edit

hooks.register("before_edit_page", before_edit)
hooks.register("register_log_actions", log_actions.register)

viewset = IncomingSiteViewSet()
hooks.register("register_admin_viewset", lambda: viewset)


@hooks.register("register_newswire_menu_item")
def menu_item() -> MenuItem:
    return viewset.get_menu_item(order=400)
