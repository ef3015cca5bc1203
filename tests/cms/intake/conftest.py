from collections.abc import Iterator

import pytest
from services.receiver import Receiver
from services.sender import SAMPLE_SECRET
from support.incoming import Newsroom, painted

from newswire.cms.intake import secret
from newswire.cms.intake.models import IncomingSite
from newswire.cms.pages.models import NewsIndexPage


@pytest.fixture
def newsroom(indexes: dict[str, NewsIndexPage], receiver: Receiver) -> Iterator[Newsroom]:
    receiver.answer = painted
    mode = IncomingSite.Mode.LIVE
    site = IncomingSite.objects.create(slug="lux", name="Newsroom Lux", section=indexes["en"], mode=mode)
    secret.keep(site, SAMPLE_SECRET)
    yield Newsroom(site, receiver)
