"""A mail server on a port of its own that keeps what it takes, and refuses what it is told to."""

import asyncio
from email import message_from_bytes, policy
from email.message import EmailMessage
from typing import Any, Self

from aiosmtpd.controller import Controller

from services.valkey import free_port


class SmtpServer:
    """`taken`: the messages; `envelopes`: whom each went to. `refuse`: a command's answer in place of OK.

    `hangs`: it answers to no recipient.
    """

    def __init__(self) -> None:
        self.taken: list[EmailMessage] = []
        self.envelopes: list[list[str]] = []
        self.refuse: dict[str, str] = {}
        self.hangs = False
        self.port = free_port()
        self._controller = Controller(self, hostname="127.0.0.1", port=self.port, ready_timeout=60)

    def __enter__(self) -> Self:
        self._controller.start()
        return self

    def __exit__(self, *error: object) -> None:
        self._controller.stop()

    async def handle_RCPT(self, server: Any, session: Any, envelope: Any, address: str, options: Any) -> str:
        while self.hangs:
            await asyncio.sleep(0.05)
        if answer := self.refuse.get(address) or self.refuse.get("RCPT"):
            return answer
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:
        if answer := self.refuse.get("DATA"):
            return answer
        self.envelopes.append(list(envelope.rcpt_tos))
        self.taken.append(message_from_bytes(envelope.content, policy=policy.default))
        return "250 OK"
