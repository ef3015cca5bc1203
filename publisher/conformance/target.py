import json
import time
from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from uuid import UUID, uuid4

from newswire.publisher import conf, samples, signing
from newswire.publisher.deliver.http import Sender
from newswire.publisher.fetch import NotFetched, fetch
from newswire.publisher.signing import SigningKey
from newswire.publisher.transports.base import Answer, Request
from newswire.publisher.transports.webhook import answered_url

TAKEN = range(200, 300)
REFUSED = range(400, 500)


class Target:
    """A receiver under attack. `pages`: articles are looked up at the addresses that it answers."""

    def __init__(self, url: str, key: SigningKey, pages: bool = False) -> None:
        self.url, self.key, self.pages = url, key, pages
        self.stories: list[Story] = []
        self.unseen = False  # something could not be looked at since the answer did not say
        self.answers_urls = False  # so that none in an answer says that nothing is shown
        self._sender = Sender()

    def story(self) -> "Story":
        self.stories.append(Story(self))
        return self.stories[-1]

    def signed(self, body: bytes, keys: Iterable[SigningKey] = (), age: int = 0) -> Request:
        """A message as Newswire sends it, `age` seconds ago, with one signature for each of `keys`."""
        id, now = f"conform_{uuid4().hex}", int(time.time()) - age
        headers = {
            "webhook-id": id,
            "webhook-timestamp": str(now),
            "webhook-signature": signing.sign(tuple(keys) or (self.key,), id, now, body),
        }
        return self.unsigned(body, headers)

    def unsigned(self, body: bytes, headers: Mapping[str, str] | None = None) -> Request:
        return Request(self.url, {"content-type": "application/json", **(headers or {})}, body)

    def ask(self, *requests: Request) -> list[Answer]:
        """The answers, in the order of the requests, which all go out at once."""
        seconds = conf.get().deadline
        for number, request in enumerate(requests):
            self._sender.start(request, number, seconds)
        answers: dict[int, Answer] = {}
        until = time.monotonic() + seconds + 1
        while len(answers) < len(requests) and time.monotonic() < until:
            answers |= dict(self._sender.poll(0.1))
        self._sender.abandon()
        return [answers.get(number, Answer(0)) for number in range(len(requests))]

    def tidy(self) -> None:
        """Takes back every article that the attacks have left behind."""
        self.ask(*(self.signed(samples.gone(story.id, 2**40)) for story in self.stories))

    def close(self) -> None:
        self._sender.close()


class Story:
    """One article that the receiver has never heard of, and what it lets be seen of it."""

    def __init__(self, target: Target) -> None:
        self.id: UUID = uuid4()
        self._target = target
        self.urls: list[str] = []  # where it was said to stand, the latest last

    def live(self, version: int, state: str = "live") -> bytes:
        return samples.live(self.id, version, self.title(version), state=state)

    def gone(self, version: int) -> bytes:
        return samples.gone(self.id, version)

    def title(self, version: int) -> str:
        return f"conformance {self.id.hex} version {version}."

    def send(self, body: bytes) -> Answer:
        return self._target.ask(self._target.signed(body))[0]

    def taken(self, body: bytes, version: int | None, live: bool = True) -> Iterator[str]:
        """Sends it; what is wrong, unless it is answered with 2xx and that version is held then."""
        answer = self.send(body)
        if wrong := not_taken(answer):
            yield wrong
        else:
            yield from self.holds(answer, version, live)

    def holds(self, answer: Answer, version: int | None, live: bool = True) -> Iterator[str]:
        """What is wrong with what the receiver lets be seen. `version` None: nothing may be held."""
        found, seen = _answered(answer)
        if seen and found != version:
            yield f"holds {_named(found)}, not {_named(version)}"
        if (url := answered_url(answer.body)) and url not in self.urls:
            self.urls.append(url)
        if self._target.pages:
            self._target.answers_urls = self._target.answers_urls or bool(self.urls)
            yield from self._shows(version if live else None)
            seen = seen or self._target.answers_urls
        self._target.unseen = self._target.unseen or not seen

    def _shows(self, version: int | None) -> Iterator[str]:
        if not self._target.answers_urls:
            return
        text = _page(self.urls[-1]) if self.urls else ""
        if version is not None and self.title(version) not in text:
            yield f"its page does not show {_named(version)}"
        elif version is None:
            for url in self.urls:
                if self.id.hex in _page(url):
                    yield f"its page {url} shows what must not be shown"


def not_taken(answer: Answer) -> str:
    return "" if answer.status in TAKEN else f"{_said(answer)}, not 2xx"


def not_refused(answer: Answer) -> str:
    return "" if answer.status in REFUSED else f"{_said(answer)}, not 4xx"


def _said(answer: Answer) -> str:
    return (
        f"answered {answer.status}" if answer.status else f"did not answer ({answer.detail or answer.error})"
    )


def _answered(answer: Answer) -> tuple[int | None, bool]:
    """The `version` of the answer, and whether it has one; null stands for nothing held."""
    with suppress(ValueError, RecursionError):
        body = json.loads(answer.body)
        if isinstance(body, dict) and "version" in body:
            found = body["version"]
            return (found if isinstance(found, int) and found >= 0 else None), True
    return None, False


def _named(version: int | None) -> str:
    return "nothing" if version is None else f"version {version}"


def _page(url: str) -> str:
    try:
        return fetch(url).body.decode(errors="replace")
    except NotFetched:
        return ""
