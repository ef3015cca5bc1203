import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from newswire.publisher import samples, secrets, signing
from newswire.publisher.signing import SigningKey
from newswire.publisher.transports.base import Request

from .target import TAKEN, Target, not_refused, not_taken

OLD = signing.TOLERANCE + 60  # seconds
LARGE = 10 * 1024 * 1024  # bytes
TOO_LARGE = 413
AT_ONCE = 8


@dataclass(frozen=True)
class Attack:
    """`run` yields what the receiver does wrong, in words."""

    name: str
    what: str
    run: Callable[[Target], Iterator[str]]
    every: bool = True  # one of ten lines has to stand it, too


def _published(target: Target) -> Iterator[str]:
    story = target.story()
    yield from story.taken(story.live(1), 1)
    yield from story.taken(story.live(2), 2)


def _duplicate(target: Target) -> Iterator[str]:
    story = target.story()
    body = story.live(1)
    for _ in range(3):
        yield from story.taken(body, 1)
    if len(story.urls) > 1:
        yield f"answers another address each time ({', '.join(story.urls)}): it keeps repeats as articles"


def _reordered(target: Target) -> Iterator[str]:
    story = target.story()
    yield from story.taken(story.live(3), 3)
    yield from story.taken(story.live(2), 3)
    yield from story.taken(story.live(1), 3)


def _replayed(target: Target) -> Iterator[str]:
    """Somebody recorded a message and sends it again, to the letter, while its timestamp holds."""
    story = target.story()
    recorded = target.signed(story.live(1))
    target.ask(recorded)
    yield from story.taken(story.live(2), 2)
    answer = target.ask(recorded)[0]
    if not not_taken(answer):
        yield from story.holds(answer, 2)
    elif not_refused(answer):
        yield not_taken(answer)
    yield from story.taken(story.live(3), 3)


def _untouched(target: Target, forge: Callable[[bytes], Request]) -> Iterator[str]:
    """The forged message must be refused, and nothing of it kept."""
    story = target.story()
    yield from story.taken(story.live(1), 1)
    if wrong := not_refused(target.ask(forge(story.live(9)))[0]):
        yield wrong
    yield from story.taken(story.live(2), 2)


def _wrong_signature(target: Target) -> Iterator[str]:
    yield from _untouched(target, lambda body: target.signed(body, [_other_key()]))


def _unsigned(target: Target) -> Iterator[str]:
    yield from _untouched(target, target.unsigned)


def _changed(target: Target) -> Iterator[str]:
    def forge(body: bytes) -> Request:
        return Request(target.url, target.signed(body + b" ").headers, body)

    yield from _untouched(target, forge)


def _old(target: Target) -> Iterator[str]:
    yield from _untouched(target, lambda body: target.signed(body, age=OLD))


def _from_the_future(target: Target) -> Iterator[str]:
    yield from _untouched(target, lambda body: target.signed(body, age=-OLD))


def _odd_headers(target: Target) -> Iterator[str]:
    for changed in (
        {"webhook-signature": "junk"},
        {"webhook-signature": "v1,%%%"},
        {"webhook-signature": "v2,AAAA"},
        {"webhook-timestamp": "soon"},
    ):
        body = target.story().live(1)
        headers = {**target.signed(body).headers, **changed}
        if wrong := not_refused(target.ask(Request(target.url, headers, body))[0]):
            yield f"{next(iter(changed))} {next(iter(changed.values()))}: {wrong}"


def _late_takedown(target: Target) -> Iterator[str]:
    """The takedown overtakes the article: it must stand though nothing was there to take down."""
    story = target.story()
    yield from story.taken(story.gone(2), 2, live=False)
    yield from story.taken(story.live(1), 2, live=False)


def _taken_down(target: Target) -> Iterator[str]:
    story = target.story()
    yield from story.taken(story.live(1), 1)
    yield from story.taken(story.live(1), 1)  # what kept it twice must lose it twice
    yield from story.taken(story.gone(3), 3, live=False)
    yield from story.taken(story.live(2), 3, live=False)
    yield from story.taken(story.live(4), 4)


def _unknown_state(target: Target) -> Iterator[str]:
    story = target.story()
    yield from story.taken(story.live(1, state="embargoed"), None)
    yield from story.taken(story.live(2), 2)
    yield from story.taken(story.live(3, state="embargoed"), 2)


def _unknown_fields(target: Target) -> Iterator[str]:
    story = target.story()
    body = samples.live(
        story.id, 1, story.title(1), **{"ofTomorrow": {"a": [1, None]}, "type": "of.tomorrow"}
    )
    yield from story.taken(body, 1)


def _rotation(target: Target) -> Iterator[str]:
    """While a secret is replaced there are two signatures, the receiver's first or last."""
    for keys in ([target.key, _other_key()], [_other_key(), target.key]):
        story = target.story()
        request = target.signed(story.live(1), keys)
        answer = target.ask(request)[0]
        if wrong := not_taken(answer):
            yield wrong
        else:
            yield from story.holds(answer, 1)


def _public_key_beside(target: Target) -> Iterator[str]:
    """A token of a kind that the receiver does not know stands beside one that it does."""
    story = target.story()
    keys = [target.key, SigningKey.parse(secrets.new_ed25519()[0])]
    if wrong := not_taken(target.ask(target.signed(story.live(1), keys))[0]):
        yield wrong


def _no_message(target: Target) -> Iterator[str]:
    for body in (b"", b"{broken", b"\xff\xfe", b"[]", b"{}", b'{"data": null}'):
        if wrong := not_refused(target.ask(target.signed(body))[0]):
            yield f"{body[:20]!r}: {wrong}"


def _odd_values(target: Target) -> Iterator[str]:
    """What would be a path, an overflow or a comparison gone wrong where nobody looks at it first."""
    for odd in ({"id": "../../news"}, {"id": 5}, {"version": "9"}, {"version": 1.5}, {"version": -1}):
        story = target.story()
        fields = {"id": str(story.id), "version": 1, "state": "live", "lang": "en", "title": "odd", **odd}
        body = json.dumps({"data": fields}).encode()
        if wrong := not_refused(target.ask(target.signed(body))[0]):
            yield f"{odd}: {wrong}"


def _large(target: Target) -> Iterator[str]:
    """Taken or refused, but with an answer, and alive afterwards; unsigned it must be refused."""
    story = target.story()
    body = samples.live(story.id, 1, story.title(1), html=f"<p>{'a' * LARGE}</p>")
    answer = target.ask(target.signed(body))[0]
    if answer.status not in TAKEN and answer.status != TOO_LARGE:
        yield f"{not_taken(answer)} and not {TOO_LARGE}"
    if wrong := not_refused(target.ask(target.unsigned(body))[0]):
        yield f"unsigned: {wrong}"
    yield from story.taken(story.live(2), 2)


def _at_once(target: Target) -> Iterator[str]:
    story = target.story()
    versions = [*range(2, AT_ONCE + 1), 1]
    for answer in target.ask(*(target.signed(story.live(version)) for version in versions)):
        if wrong := not_taken(answer):
            yield wrong
    yield from story.taken(story.live(1), AT_ONCE)


def _other_key() -> SigningKey:
    return SigningKey.parse(secrets.new_hmac())


ATTACKS = (
    Attack("published", "an article, and its next version", _published),
    Attack("duplicate", "the same message three times", _duplicate),
    Attack("reordered", "version 3, then 2, then 1", _reordered),
    Attack("replayed", "a recorded message again, to the letter, after a newer one", _replayed),
    Attack("wrong signature", "signed with another secret", _wrong_signature),
    Attack("unsigned", "no signature at all", _unsigned),
    Attack("changed body", "one byte less than was signed", _changed),
    Attack("old timestamp", "signed six minutes ago", _old),
    Attack("future timestamp", "signed six minutes from now", _from_the_future),
    Attack("odd headers", "signatures and timestamps that are none", _odd_headers),
    Attack("late takedown", "gone before it was ever live", _late_takedown),
    Attack("taken down", "gone, then an older version, then back", _taken_down),
    Attack("unknown state", "embargoed: not to be kept, not to be refused", _unknown_state),
    Attack("unknown fields", "what a later version may add", _unknown_fields),
    Attack("rotation", "two signatures in one header", _rotation),
    Attack("public key beside", "a signature of a kind unknown to it, beside its own", _public_key_beside),
    Attack("no message", "signed, but not what Newswire sends", _no_message),
    Attack("odd values", "an id or a version that is none", _odd_values, every=False),
    Attack("10 MB", "taken or refused with 413, and alive afterwards", _large, every=False),
    Attack("at once", f"{AT_ONCE} versions at the same moment", _at_once, every=False),
)
