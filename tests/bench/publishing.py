"""What Publish costs, in a process of its own: `python -m bench.publishing` under the settings given.

Publishes once for each line on its standard input; answers with milliseconds and queries.
"""

import os
import sys
import time

import django


def main(page_id: int) -> None:
    django.setup()
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    from newswire.cms.pages.models import ArticlePage

    for number, _ in enumerate(sys.stdin):
        page = ArticlePage.objects.get(pk=page_id)
        page.title = f"{os.getpid()}.{number}"
        with CaptureQueriesContext(connection) as queries:
            began = time.perf_counter()
            page.save_revision().publish()
            took = time.perf_counter() - began
        print(took * 1000, len(queries), flush=True)


if __name__ == "__main__":
    main(int(sys.argv[1]))
