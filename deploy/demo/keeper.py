"""Keeps one service running: `python -m demo.keeper NAME`.

Starts it again when it dies, and ends it, whatever it has started, when told to or when the
supervisor has gone. Its own command line names the service only, so that whoever kills a service by
a search for its command does not hit the keeper.
"""

import contextlib
import os
import signal
import subprocess
import sys
import threading
import time

from demo import lock
from demo.place import Place
from demo.services import Service, named

GRACE = 4.2  # seconds to end by itself; the supervisor kills keepers after five
LAST = 3.2  # seconds for which a service goes on that the others need while they end
SOON = 20.0  # seconds: a service that ended sooner failed to start
TRIES = 5


class Keeper:
    def __init__(self, name: str, service: Service) -> None:
        self.name = name
        self.service = service
        self.stopped = threading.Event()

    def run(self) -> int:
        """Returns once told to stop, or the code of a service that is not started again."""
        failed = 0
        while True:
            started = time.monotonic()
            code = self._once()
            if self.stopped.is_set() or self.service.once:
                return code
            failed = failed + 1 if time.monotonic() - started < SOON else 1
            if failed == TRIES:
                print(f"ERROR {self.name} ended {TRIES} times as soon as it was started.")
                return code or 1
            print(f"WARNING {self.name} ended ({_how(code)}) and is started again.")
            self.stopped.wait(failed - 1)

    def _once(self) -> int:
        # A session of its own: what the service starts is ended with it, and nothing else is.
        process = subprocess.Popen(
            self.service.command, env=os.environ | self.service.environment, start_new_session=True
        )
        try:
            while process.poll() is None and not self.stopped.wait(0.1):
                pass
            if self.service.last and process.poll() is None:
                time.sleep(LAST)
            process.terminate()
            return process.wait(GRACE)
        except subprocess.TimeoutExpired:
            process.kill()
            return process.wait()
        finally:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGKILL)


def _how(code: int) -> str:
    return signal.Signals(-code).name if code < 0 else f"code {code}"


def main(name: str) -> int:
    place = Place.current()
    keeper = Keeper(name, named(place, name))

    def stop_without_supervisor() -> None:
        lock.wait_until_free(place.var)
        keeper.stopped.set()

    for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
        signal.signal(number, lambda number, frame: keeper.stopped.set())
    threading.Thread(target=stop_without_supervisor, daemon=True).start()
    return keeper.run()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
