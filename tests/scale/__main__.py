"""Very many rows on PostgreSQL: what the newsroom's screens, feeds and workers cost then.

python tests/services/postgres.py python -m scale desk       (in `tests`)
python tests/services/postgres.py python -m scale publisher  (all of it: half an hour, 20 GB of disk)
python tests/services/postgres.py python -m scale channels   (one page, 50,000 channels)
python tests/services/postgres.py python -m scale api        (three minutes; wants `wrk`)
"""

import argparse
import os
import signal
import sys
import tempfile
import time
from contextlib import ExitStack
from pathlib import Path

import django
from services.valkey import Valkey


def desk(arguments: argparse.Namespace) -> int:
    from . import articles
    from .desk import open_all

    began = time.monotonic()
    articles.make(arguments.articles)
    print(f"{arguments.articles} articles in {len(articles.LANGS)} languages, made in {_since(began)}")
    return 1 if [one for one in open_all() if one > arguments.most] else 0


def publisher(arguments: argparse.Namespace) -> int:
    from host.tree import plant

    from . import newsroom, stock
    from .size import Size
    from .stock_news import BODY

    size = Size(arguments.pages, arguments.deliveries, arguments.channels)
    began = time.monotonic()
    made = stock.found(size) or stock.make(plant(), size)
    print(f"{size}, bodies of {len(BODY)} bytes, made in {_since(began)}", flush=True)
    return newsroom.examine(made, arguments)


def channels(arguments: argparse.Namespace) -> int:
    from .channels import measure

    return measure(arguments.channels)


def api(arguments: argparse.Namespace) -> int:
    from .api import measure

    return measure(arguments.articles, arguments.seconds)


def _since(began: float) -> str:
    return f"{time.monotonic() - began:.0f} s, load {os.getloadavg()[0]:.1f}"


def main() -> int:
    parser = argparse.ArgumentParser(prog="scale", description=__doc__)
    parser.set_defaults(settings="scale.settings")
    which = parser.add_subparsers(required=True)
    one = which.add_parser("desk", help="the translators' desk")
    one.add_argument("--articles", type=int, default=100_000)
    one.add_argument("--most", type=float, default=1.0, help="processor seconds of the database, an opening")
    one.set_defaults(run=desk)
    one = which.add_parser("publisher", help="pages, channels and sendings")
    one.add_argument("--pages", type=int, default=1_000_000)
    one.add_argument("--deliveries", type=int, default=10_000_000)
    one.add_argument("--channels", type=int, default=2_000)
    one.add_argument("--most-rows", type=int, default=60_000, help="of a large table, a statement")
    one.add_argument("--most-blocks", type=int, default=10_000, help="of 8 KiB, a statement")
    one.add_argument("parts", nargs="*", help="of costs, reconcile, prune, arrival; none: all")
    one.set_defaults(run=publisher)
    one = which.add_parser("channels", help="one page, very many channels")
    one.add_argument("--channels", type=int, default=50_000)
    one.set_defaults(run=channels)
    one = which.add_parser("api", help="content APIs and feeds, beside Wagtail's own API")
    one.add_argument("--articles", type=int, default=1_000)
    one.add_argument("--seconds", type=float, default=3, help="for each question, about")
    one.set_defaults(run=api, settings="scale.api_settings")
    arguments = parser.parse_args()
    signal.signal(signal.SIGTERM, _stop)  # what was started ends too
    with ExitStack() as stack:
        if arguments.run is api:
            _enter_reference_site(stack)
        return _run(arguments)


def _stop(number: int, frame: object) -> None:
    raise SystemExit(f"stopped by signal {number}")


def _enter_reference_site(stack: ExitStack) -> None:
    sys.path.append(str(Path(__file__).parents[2] / "deploy"))
    os.environ |= {
        "NEWSWIRE_TEST_VAR": stack.enter_context(tempfile.TemporaryDirectory(prefix="newswire-scale-")),
        "REDIS_URL": stack.enter_context(Valkey()).url,
    }


def _run(arguments: argparse.Namespace) -> int:
    os.environ["DJANGO_SETTINGS_MODULE"] = arguments.settings
    django.setup()
    from django.core.management import call_command
    from django.test.utils import setup_test_environment

    setup_test_environment()
    call_command("migrate", verbosity=0)
    return arguments.run(arguments)


if __name__ == "__main__":
    sys.exit(main())
