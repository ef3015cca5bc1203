"""What a database or broker whose certificate has expired says, in the words of OpenSSL."""

from django.utils.translation import gettext as _

UNTRUSTED = "certificate verify failed"


def is_untrusted(error: object) -> bool:
    return UNTRUSTED in str(error)


def what_to_do(error: object, otherwise: str) -> str:
    """Starting a server again mends no certificate."""
    if is_untrusted(error):
        return _("Renew the certificate of that server, or name the authority that signed it.")
    return otherwise
