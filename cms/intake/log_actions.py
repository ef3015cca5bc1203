"""What the intake does to a page, as it stands in the page's history."""

from django.utils.translation import gettext_lazy as _
from wagtail.log_actions import LogActionRegistry

TAKEN = "newswire.intake.taken"
WAITS = "newswire.intake.waits"


def register(actions: LogActionRegistry) -> None:
    actions.register_action(TAKEN, _("Taken in from another site"), _("Taken in from another site"))
    actions.register_action(
        WAITS, _("An update from another site waits"), _("An update from another site waits as a draft")
    )
