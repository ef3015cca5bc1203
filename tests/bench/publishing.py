"""What Publish costs, in a process of its own: `python -m bench.publishing PAGE` under the settings given.

Publishes once for each line on its standard input; answers with milliseconds and the number of queries.
"""

import os
import sys
import time
from typing import Any

import django


class Counter:
    """Of statements: cheaper than Django's log of them, which would be measured too."""

    def __init__(self) -> None:
        self.count = 0

    def __call__(self, execute: Any, *statement: Any) -> Any:
        self.count += 1
        return execute(*statement)


def main(page_id: int) -> None:
    django.setup()
    from django.db import connection

    from newswire.cms.pages.models import ArticlePage

    for number, _ in enumerate(sys.stdin):
        page = ArticlePage.objects.get(pk=page_id)
        page.title = f"{os.getpid()}.{number}"
        with connection.execute_wrapper(counter := Counter()):
            began = time.perf_counter()
            page.save_revision().publish()
            took = time.perf_counter() - began
        print(took * 1000, counter.count, flush=True)


if __name__ == "__main__":
    main(int(sys.argv[1]))
