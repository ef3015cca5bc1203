import json
import sys
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand

from newswire.publisher import doctor

MARKS = {
    doctor.Level.OK: "ok     ",
    doctor.Level.NOTE: "note   ",
    doctor.Level.WARNING: "WARNING",
    doctor.Level.ERROR: "ERROR  ",
}


class Command(BaseCommand):
    help = (
        "Examines database, broker, workers, addresses, channels and pages. Exits 1 where there is an error."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--json", action="store_true", help="print the findings as JSON")

    def handle(self, *args: Any, **options: Any) -> None:
        findings = list(doctor.examine())
        if options["json"]:
            self.stdout.write(json.dumps([self._plain(finding) for finding in findings], indent=2))
        else:
            for finding in findings:
                self._print(finding)
        if any(finding.level == doctor.Level.ERROR for finding in findings):
            sys.exit(1)

    def _plain(self, finding: doctor.Finding) -> dict[str, str]:
        return {
            "level": finding.level,
            "words": str(finding.words),
            "what_to_do": str(finding.what_to_do),
        }

    def _print(self, finding: doctor.Finding) -> None:
        styles = {
            doctor.Level.OK: self.style.SUCCESS,
            doctor.Level.NOTE: self.style.NOTICE,
            doctor.Level.WARNING: self.style.WARNING,
            doctor.Level.ERROR: self.style.ERROR,
        }
        self.stdout.write(f"{styles[finding.level](MARKS[finding.level])} {finding.words}")
        if finding.what_to_do:
            self.stdout.write(f"        {finding.what_to_do}")
