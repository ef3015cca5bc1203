"""What people call a format."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

LABELS: dict[str, str | Promise] = {
    "cloudevents": "CloudEvents (JSON)",
    "html": "HTML",
    "ninjs": "ninjs (JSON)",
    "text": _("Plain text"),
}


def label(name: str) -> str | Promise:
    """Of a format that a host added: its name."""
    return LABELS.get(name, name)
