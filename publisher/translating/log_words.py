"""What a page's history says of its language versions."""

from django.utils.translation import gettext_lazy as _
from wagtail.log_actions import LogActionRegistry

WORDS = {
    "newswire.link": _("Linked with another language version"),
    "newswire.unlink": _("Unlinked from its language versions"),
    "newswire.link_undone": _("A link with another language version was undone"),
    "newswire.matches": _("Matches its source now"),
    "newswire.minor_change": _("The last change asks nothing of the language versions"),
    "newswire.source": _("Made the source of its language versions"),
    "newswire.full_version": _("Full version chosen or taken back"),
    "newswire.import": _("A translation came back as a file"),
    "newswire.machine_confirmed": _("A machine translation was confirmed"),
    "newswire.outside": _("Language version on another site changed"),
}


def register(actions: LogActionRegistry) -> None:
    for name, words in WORDS.items():
        actions.register_action(name, words, words)
