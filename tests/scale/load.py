"""Requests by wrk over eight connections that stay open: how fast, and what they cost whom."""

import json
import shutil
import subprocess
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

CONNECTIONS = 8  # as many as the reference site's server has threads
ROUNDS = 6  # at least, of each connection
REPORT = """done = function(summary, latency)
  local wrong = summary.errors
  io.write(string.format('\\n{"requests": %d, "us": %d, "p50": %d, "p99": %d, "wrong": %d}\\n',
    summary.requests, summary.duration, latency:percentile(50), latency:percentile(99),
    wrong.connect + wrong.write + wrong.status + wrong.timeout))
end
"""


@dataclass(frozen=True)
class Taken:
    per_second: float
    p50: float  # ms
    p99: float
    cpu: float  # processor seconds for 1,000 requests


class Load:
    """`spent`: processor seconds so far of all that answers."""

    def __init__(self, folder: Path, seconds: float, spent: Callable[[], float]) -> None:
        found = shutil.which("wrk")
        if found is None:
            raise SystemExit("wrk is missing: apt install wrk")
        self._wrk, self._seconds, self._spent = found, seconds, spent
        self._report = folder / "report.lua"
        self._report.write_text(REPORT)

    def put(self, url: str, headers: Mapping[str, str], took: float) -> Taken:
        """About so many seconds long, longer where one request took many of them.

        Raises RuntimeError where an answer was an error. A read that failed is none: the server closes a
        connection that was idle for two seconds, and wrk opens another.
        """
        seconds = round(max(self._seconds, took * CONNECTIONS * ROUNDS / 2))
        given = [part for name, value in headers.items() for part in ("-H", f"{name}: {value}")]
        size = ("-t", "1", "-c", str(CONNECTIONS), "-d", f"{seconds}s", "--timeout", "120s")
        command = [self._wrk, *size, *given, "-s", str(self._report), url]
        before = self._spent()
        said = subprocess.run(command, check=True, capture_output=True, text=True).stdout
        spent = self._spent() - before
        found = json.loads(said.splitlines()[-1])
        if found["wrong"]:
            raise RuntimeError(f"{url}:\n{said}")
        answered = found["requests"] + CONNECTIONS / 2  # those under way at the end are half done
        return Taken(
            per_second=found["requests"] / found["us"] * 1e6,
            p50=found["p50"] / 1000,
            p99=found["p99"] / 1000,
            cpu=spent / answered * 1000,
        )
