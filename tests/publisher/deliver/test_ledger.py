"""Verdicts are written in batches; one that no database takes is no reason to forget the others."""

import pytest
from support.factories import announce, make_channel, make_publication

from newswire.publisher.deliver.claim import claim
from newswire.publisher.deliver.ledger import Ledger
from newswire.publisher.models import Delivery
from newswire.publisher.transports.base import Answer, ErrorKind, Outcome, Timings, Verdict

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.mark.parametrize(
    ("detail", "milliseconds"),
    [("half a character: \udcff", 1), ("a number too large for its column", 2**40)],
)
def test_one_that_cannot_be_written_takes_no_other_with_it(detail: str, milliseconds: int) -> None:
    announce(make_publication(), [make_channel(f"https://site{number}.example/") for number in range(3)])
    claimed = claim(10)
    ledger = Ledger("worker")
    answers = [Answer(200), Answer(0, timings=Timings(total=milliseconds)), Answer(200)]
    verdicts = [
        Verdict(Outcome.DELIVERED),
        Verdict(Outcome.RETRY, ErrorKind.NETWORK, detail),
        Verdict(Outcome.DELIVERED),
    ]
    for one, answer, verdict in zip(claimed, answers, verdicts, strict=True):
        ledger.add(one, None, verdict, answer)

    ledger.write()

    assert len(ledger) == 0
    assert Delivery.objects.filter(state=Delivery.State.DELIVERED).count() == 2
