from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from newswire.publisher import addresses, conformance, secrets
from newswire.publisher.conformance import Finding, Target
from newswire.publisher.signing import SigningKey


class Command(BaseCommand):
    help = (
        "Attacks a receiver under construction with repeats, wrong order, forged and old messages, late"
        " takedowns and large bodies, and says what it fails. Exits 1 where it fails any."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("url", help="where the receiver listens")
        parser.add_argument("--secret", help="whsec_...; without it one is made and printed")
        parser.add_argument(
            "--pages", action="store_true", help="look at the articles at the addresses that it answers"
        )
        parser.add_argument(
            "--simple", action="store_true", help="only what a receiver of ten lines has to stand, too"
        )

    def handle(self, *args: Any, url: str, secret: str | None, pages: bool, simple: bool, **_: Any) -> None:
        if reasons := addresses.check_address(url):
            raise CommandError(" ".join(reasons))
        if not secret:
            made = secrets.new_hmac()
            raise CommandError(f"Give the receiver this secret and run again with --secret: {made}")
        attacks = [attack for attack in conformance.ATTACKS if attack.every or not simple]
        findings = []
        for finding in conformance.run(Target(url, _key(secret), pages), attacks):
            self._print(finding)
            findings.append(finding)
        self._sum_up(findings)

    def _print(self, finding: Finding) -> None:
        line = f"{finding.attack.name}: {finding.attack.what}"
        if finding.wrong:
            self.stdout.write(self.style.ERROR(f"FAILED  {line}"))
            for wrong in finding.wrong:
                self.stdout.write(f"          {wrong}")
        elif finding.unseen:
            self.stdout.write(self.style.WARNING(f"unseen  {line}"))
        else:
            self.stdout.write(self.style.SUCCESS(f"passed  {line}"))

    def _sum_up(self, findings: list[Finding]) -> None:
        failed = sum(bool(finding.wrong) for finding in findings)
        unseen = sum(finding.unseen for finding in findings)
        if unseen:
            self.stdout.write(
                "\nunseen: it answered as it should, but what it holds was not to be seen. Answer"
                ' {"version": 3}, the version that you hold now, or an address, and run with --pages.'
            )
        if failed:
            raise CommandError(f"It fails {failed} of {len(findings)} attacks.")
        self.stdout.write(f"\nIt stands {len(findings) - unseen} of {len(findings)} attacks.")


def _key(secret: str) -> SigningKey:
    try:
        return SigningKey.parse(secret)
    except ValueError as error:
        raise CommandError(str(error)) from None
