"""What delivering costs: one event to 1,000 channels, from the queue on, beside bare libcurl.

    python tests/services/postgres.py python tests/bench/fanout.py [channels] [runs]

CPU seconds are those of the pump and of PostgreSQL together. Every id is counted at the receiver.
"""

import os
import resource
import statistics
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

TESTS = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(TESTS), str(TESTS / "ns")]
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "settings")

import django  # noqa: E402

django.setup()

from django.core.management import call_command  # noqa: E402
from django.db import connection  # noqa: E402

from newswire.publisher import deliver, signing  # noqa: E402
from newswire.publisher.deliver.http import Sender  # noqa: E402
from newswire.publisher.models import Attempt, Delivery  # noqa: E402
from newswire.publisher.transports.base import Request  # noqa: E402
from publisher.factories import announce, make_channel, make_publication  # noqa: E402

BODY = b'{"body": "%s"}' % (b"x" * 10_000)
TICK = os.sysconf("SC_CLK_TCK")


def postgres_cpu() -> float:
    """CPU seconds of every PostgreSQL process of this machine, the ended ones in their parent's account."""
    total = 0
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            name, _, rest = stat.read_text().partition(") ")
        except OSError:
            continue
        if "(postgres" in name:
            total += sum(int(field) for field in rest.split()[11:15])
    return total / TICK


def own_cpu() -> float:
    usage = resource.getrusage(resource.RUSAGE_SELF)
    return usage.ru_utime + usage.ru_stime


def measured(work: Callable[[], object]) -> tuple[float, float, float]:
    """Seconds by the clock, and CPU seconds of us and of PostgreSQL."""
    before = time.perf_counter(), own_cpu(), postgres_cpu()
    work()
    after = time.perf_counter(), own_cpu(), postgres_cpu()
    seconds, ours, database = (late - early for late, early in zip(after, before, strict=True))
    return seconds, ours, database


def bare(url: str, count: int) -> None:
    sender, key, sent = Sender(), signing.SigningKey.parse("whsec_" + "A" * 44), 0
    while sent < count or sender:
        while sent < count and len(sender) < 200:
            now = int(time.time())
            signature = signing.sign([key], f"bare_{sent}", now, BODY)
            headers = {
                "content-type": "application/json",
                "webhook-id": f"bare_{sent}",
                "webhook-timestamp": str(now),
                "webhook-signature": signature,
            }
            sender.start(Request(url, headers, BODY), sent, 20)
            sent += 1
        sender.poll(1)


def main(count: int, runs: int) -> None:
    call_command("migrate", verbosity=0)
    sink = subprocess.Popen(
        [sys.executable, str(Path(__file__).with_name("sink.py"))],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert sink.stdin and sink.stdout
    port = int(sink.stdout.readline())

    def arrived() -> int:
        sink.stdin.write("\n")
        sink.stdin.flush()
        return int(sink.stdout.readline())

    channels = [make_channel(f"http://127.0.0.1:{port}/{number}") for number in range(count)]
    publication = make_publication()
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE")
    figures = []
    for _ in range(runs):
        floor = measured(lambda: bare(f"http://127.0.0.1:{port}/bare", count))
        assert arrived() == count
        announce(publication, channels, body=BODY)
        took = measured(lambda: deliver.run(60))
        assert arrived() == count
        figures.append((count / took[0], took[1] / count * 1000, took[2] / count * 1000, floor[1] / count * 1000))
        print("%.0f/s  cpu per 1000: ours %.3f + postgres %.3f   bare %.3f" % figures[-1])
    assert Attempt.objects.count() == Delivery.objects.filter(state="delivered").count() == count * runs
    print("median  %.0f/s  ours %.3f + postgres %.3f   bare %.3f" % tuple(map(statistics.median, zip(*figures))))
    sink.kill()


if __name__ == "__main__":
    arguments = [int(argument) for argument in sys.argv[1:]]
    main(*(arguments + [1000, 5][len(arguments) :]))
