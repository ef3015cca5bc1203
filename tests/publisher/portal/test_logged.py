"""No line of Django's log opens a portal or a draft."""

import logging
from urllib.parse import quote

import pytest
from django.core import signing

from newswire.publisher.portal.logged import LOGGERS, Masking

PORTAL = "nwp_" + "aB-_9" * 9
DRAFT = signing.dumps((1, 1, ("cloudevents", "full", "omit")), salt="newswire.preview", compress=True)


@pytest.mark.parametrize(
    ("path", "said"),
    [
        (f"/newswire/portal/{PORTAL}/sendings/9/", "/newswire/portal/nwp_.../sendings/9/"),
        (f"/newswire/portal/{PORTAL}/", "/newswire/portal/nwp_.../"),
        (f"/newswire/drafts/{DRAFT}/", "/newswire/drafts/.../"),
        (f"/newswire/drafts/{quote(DRAFT, safe='')}/", "/newswire/drafts/.../"),
        ("/portal/about-us/100%/", "/portal/about-us/100%/"),
        ("/drafts/a-page-of-a-host/", "/drafts/a-page-of-a-host/"),
    ],
)
def test_tokens_alone_are_masked(path: str, said: str) -> None:
    record = logging.LogRecord("django.request", logging.WARNING, "", 0, "%s: %s", ("Gone", path), None)
    assert Masking().filter(record)
    assert record.getMessage() == f"Gone: {said}"


@pytest.mark.parametrize("name", LOGGERS)
def test_every_logger_that_names_addresses_masks_them(name: str) -> None:
    assert any(isinstance(one, Masking) for one in logging.getLogger(name).filters)
