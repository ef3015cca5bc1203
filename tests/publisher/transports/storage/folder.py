"""What is sent to a static site in a folder."""

from support.batch_contract import sent

from newswire.publisher import transports
from newswire.publisher.transports.base import Destination, Outcome

STORAGE = transports.by_batch("storage")
IN_A_FOLDER = "django.core.files.storage.FileSystemStorage"


def delivered(destination: Destination, *contents: bytes) -> list[str]:
    verdicts = sent(STORAGE, destination, *contents)
    assert [one and one.outcome for one in verdicts] == [Outcome.DELIVERED] * len(contents)
    return [one.url for one in verdicts if one]
