import time
from argparse import ArgumentParser
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from uuid import uuid4

from django.core.management.base import BaseCommand, CommandError

from newswire.publisher import addresses, samples, secrets, transports
from newswire.publisher.channels.exchange import Exchange, send
from newswire.publisher.deliver.words import explain
from newswire.publisher.signing import SigningKey
from newswire.publisher.transports.base import Destination, Message


class Command(BaseCommand):
    help = (
        "Sends signed sample webhooks to a receiver under construction and prints each exchange:"
        " an article published, updated and unpublished. Exits 1 unless each was answered with 2xx."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("url", help="where the receiver listens")
        parser.add_argument("--secret", help="whsec_...; without it one is made and printed")
        parser.add_argument("--file", type=Path, help="send this body instead")

    def handle(self, *args: Any, url: str, secret: str | None, file: Path | None, **options: Any) -> None:
        if reasons := addresses.check_address(url):
            raise CommandError(" ".join(reasons))
        if not secret:
            secret = secrets.new_hmac()
            self.stdout.write(f"Give the receiver this secret and run again with --secret: {secret}\n\n")
        destination = self._destination(url, secret)
        worked = True
        for version, body in self._bodies(file):
            exchange, _, _ = send(_message(destination, version, body), transports.by_request("webhook"))
            self._print(exchange)
            worked = worked and exchange.worked
        if not worked:
            raise CommandError("Not every sample was answered with 2xx.")

    def _destination(self, url: str, secret: str) -> Destination:
        try:
            keys = (SigningKey.parse(secret),)
        except ValueError as error:
            raise CommandError(str(error)) from None
        return Destination(id=0, name="sample", transport="webhook", address=url, keys=keys)

    def _bodies(self, file: Path | None) -> Iterator[tuple[int, bytes]]:
        if file is None:
            for _event_type, version, body in samples.bodies(base_version=int(time.time())):
                yield version, body
            return
        try:
            yield 1, file.read_bytes()
        except OSError as error:
            raise CommandError(f"{file} cannot be read: {error.strerror}") from None

    def _print(self, exchange: Exchange) -> None:
        self.stdout.write(f"POST {exchange.address}")
        for name, text in exchange.request_headers.items():
            self.stdout.write(f"{name}: {text}")
        self.stdout.write(f"\n{exchange.request_body}\n")
        if exchange.status:
            self.stdout.write(f"{exchange.status} after {exchange.milliseconds} ms\n{exchange.answer_body}")
        if exchange.worked:
            self.stdout.write(self.style.SUCCESS("taken\n"))
        else:
            words = explain(exchange.error, is_over=True)
            self.stdout.write(self.style.ERROR(f"{words.what} {words.do} {exchange.detail}\n"))


def _message(destination: Destination, version: int, body: bytes) -> Message:
    return Message(
        delivery_id=0,
        webhook_id=f"sample_{uuid4().hex}",
        destination=destination,
        body=body,
        content_type="application/json",
        sequence=version,
        version=version,
        attempt=1,
        timestamp=int(time.time()),
    )
