"""What requests under way take of memory: `python -m services.under_way`, in tests/, prints KiB for each.

A process of its own: in one that has done other things, its heap has room for them.
"""

import socket

import psutil

COUNT, BODY = 400, b"x" * 10_000


def main(url: str) -> float:
    """KiB for each of COUNT requests that nobody answers."""
    from newswire.publisher.deliver.http import Sender
    from newswire.publisher.transports.base import Request

    sender, process = Sender(), psutil.Process()
    before = process.memory_info().rss
    for number in range(COUNT):
        sender.start(Request(f"{url}/{number}", {}, BODY), number, 60)
    for _ in range(20):
        assert not sender.poll(0.05)
    return (process.memory_info().rss - before) / COUNT / 1024


if __name__ == "__main__":
    import django

    django.setup()
    with socket.create_server(("127.0.0.1", 0), backlog=2 * COUNT) as mute:
        print(main(f"http://127.0.0.1:{mute.getsockname()[1]}"))
