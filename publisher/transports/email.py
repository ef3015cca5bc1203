"""Email: a notice of each article, once, to fixed addresses, by Django's mail. docs/transports/email.md."""

import smtplib
import socket
import ssl
from collections.abc import Iterator
from email.utils import parseaddr
from typing import Any, ClassVar
from urllib.parse import urlsplit

from django.conf import settings
from django.core.mail import EmailMessage, get_connection

from newswire.publisher import conf

from .base import Batch, ErrorKind, Message, Outcome, Verdict
from .notice import Notice

# The first that an error is an instance of decides.
ERRORS: tuple[tuple[type[Exception], Outcome, ErrorKind], ...] = (
    (smtplib.SMTPAuthenticationError, Outcome.RETRY_BRIEFLY, ErrorKind.UNAUTHORISED),
    (smtplib.SMTPServerDisconnected, Outcome.RETRY, ErrorKind.NETWORK),
    (TimeoutError, Outcome.RETRY, ErrorKind.TIMEOUT),
    (ssl.SSLError, Outcome.RETRY, ErrorKind.TLS),
    (socket.gaierror, Outcome.RETRY, ErrorKind.DNS),
    (smtplib.SMTPException, Outcome.RETRY, ErrorKind.BAD_ANSWER),
    (OSError, Outcome.RETRY, ErrorKind.CONNECT),
)


class Email:
    name: ClassVar[str] = "email"
    supports_withdrawal: ClassVar[bool] = False
    supports_order_every: ClassVar[bool] = False
    signs: ClassVar[bool] = False
    backfills: ClassVar[bool] = False
    changes: ClassVar[tuple[str, ...]] = ("published",)
    at_once: ClassVar[int] = 50

    def send_batch(self, batch: Batch) -> Iterator[tuple[Message, Verdict]]:
        connection = get_connection(timeout=getattr(settings, "EMAIL_TIMEOUT", None) or conf.get().deadline)
        try:
            connection.open()
        except Exception as error:  # whatever a host's own mail backend raises
            verdict = _refusal(error)
            yield from ((message, verdict) for message in batch.messages)
            return
        try:
            yield from _mailed(batch, connection)
        finally:
            connection.close()


def _mailed(batch: Batch, connection: Any) -> Iterator[tuple[Message, Verdict]]:
    """Until the server breaks off: what is left then is for the next batch, over a new connection."""
    for message in batch.messages:
        if not batch.seconds_left:
            return
        try:
            _mail(message, connection).send()
        except Exception as error:
            verdict = _refusal(error)
            yield message, verdict
            if verdict.error is not ErrorKind.REJECTED:
                return
        else:
            yield message, Verdict(Outcome.DELIVERED)


def _mail(message: Message, connection: Any) -> EmailMessage:
    """One message, whatever the number of addresses: taken as a whole or not at all, so that no try again
    reaches somebody twice. They do not see each other."""
    notice = Notice.of(message.body)
    to = addresses(message.destination.address)
    alone = len(to) == 1
    # Stable over all tries: most mailboxes show a second one of the same id once.
    headers = {"Message-ID": f"<{message.webhook_id}@{_domain()}>", "Auto-Submitted": "auto-generated"}
    return EmailMessage(
        notice.title,
        notice.text("email"),
        to=to if alone else (),
        bcc=() if alone else to,
        headers=headers if alone else {**headers, "To": "undisclosed-recipients:;"},
        connection=connection,
    )


def addresses(text: str) -> list[str]:
    """A channel's address as mail addresses: they stand in it with commas, spaces or lines between them."""
    return list(dict.fromkeys(text.replace(",", " ").replace(";", " ").split()))


def _domain() -> str:
    sender = parseaddr(settings.DEFAULT_FROM_EMAIL)[1].rpartition("@")[2]
    return sender or urlsplit(conf.get().base_url).hostname or "newswire.invalid"


def _refusal(error: Exception) -> Verdict:
    """Its kind and code alone: what a mail server says may hold a name or a password."""
    code = getattr(error, "smtp_code", 0)
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        code = max((code for code, _ in error.recipients.values()), default=0)
    detail = f"{type(error).__name__} {code}".removesuffix(" 0")
    if isinstance(error, ValueError):  # a header that no mail may have
        return Verdict(Outcome.RETRY_BRIEFLY, ErrorKind.REJECTED, detail)
    for kind, outcome, name in ERRORS[:2]:
        if isinstance(error, kind):
            return Verdict(outcome, name, detail)
    if 400 <= code < 500:
        return Verdict(Outcome.RETRY, ErrorKind.THROTTLED, detail)
    if 500 <= code < 600:
        return Verdict(Outcome.RETRY_BRIEFLY, ErrorKind.REJECTED, detail)
    for kind, outcome, name in ERRORS[2:]:
        if isinstance(error, kind):
            return Verdict(outcome, name, detail)
    return Verdict(Outcome.RETRY, ErrorKind.TRANSPORT, detail)
