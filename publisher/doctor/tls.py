"""What is said of a server whose certificate is not accepted, in the words of OpenSSL and libpq."""

from django.utils.translation import gettext as _

UNTRUSTED = "certificate verify failed"
OTHER_NAME = ("Hostname mismatch", "IP address mismatch", "does not match host name")


def is_untrusted(error: object) -> bool:
    return UNTRUSTED in str(error) or OTHER_NAME[-1] in str(error)


def what_to_do(error: object, otherwise: str) -> str:
    """Starting a server again mends no certificate, and a new one does not change how it is called."""
    if any(words in str(error) for words in OTHER_NAME):
        return _("Call that server by a name that its certificate bears, or give it one for this name.")
    if is_untrusted(error):
        return _("Renew the certificate of that server, or name the authority that signed it.")
    return otherwise
