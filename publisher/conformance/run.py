from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from .attacks import Attack
from .target import Target


@dataclass(frozen=True)
class Finding:
    """What came of one attack."""

    attack: Attack
    wrong: tuple[str, ...]  # empty: the receiver has stood it
    unseen: bool  # it answered as it should; whether it also did so cannot be told


def run(target: Target, attacks: Iterable[Attack]) -> Iterator[Finding]:
    """One attack after the other; at the end every article of theirs is taken back."""
    try:
        for attack in attacks:
            target.unseen = False
            wrong = tuple(dict.fromkeys(attack.run(target)))
            yield Finding(attack, wrong, target.unseen and not wrong)
    finally:
        target.tidy()
        target.close()
