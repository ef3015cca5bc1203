"""`python -m downstream --port 8001` serves the site until Ctrl-C."""

import argparse
from typing import Any

from gunicorn.app.base import BaseApplication

from downstream.app import create_app
from downstream.site import Site


class Server(BaseApplication):
    """Gunicorn with the options given here instead of a configuration file."""

    def __init__(self, **options: Any) -> None:
        self.options = options
        super().__init__()

    def load_config(self) -> None:
        for name, value in self.options.items():
            self.cfg.set(name, value)

    def load(self) -> Site:
        return create_app()


def main() -> None:
    parser = argparse.ArgumentParser(prog="downstream", description=__doc__)
    parser.add_argument("--host", default="127.0.0.1")
    parser.add_argument("--port", type=int, default=8001)
    arguments = parser.parse_args()
    Server(
        bind=f"{arguments.host}:{arguments.port}",
        proc_name="downstream",
        threads=8,
        worker_class="gthread",
        # Longer than a sender's pause between two bursts, so that its connections stay usable.
        keepalive=65,
        graceful_timeout=5,
        loglevel="warning",
        control_socket_disable=True,
        when_ready=lambda server: print(f"Listening at {server.LISTENERS[0]}", flush=True),
    ).run()


if __name__ == "__main__":
    main()
