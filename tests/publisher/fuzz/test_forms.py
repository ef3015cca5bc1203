"""The form of a site, filled in by anybody: a page with reasons, or a site that can be served."""

import logging
from typing import Any

import pytest
from django.contrib.auth import get_user_model
from django.test import Client
from django.urls import reverse
from hypothesis import given, settings
from hypothesis import strategies as st

from newswire.publisher import addresses, secrets
from newswire.publisher.models import Channel, Lane

from .strategies import EXAMPLES, TEXT

pytestmark = pytest.mark.django_db(transaction=True)

ADDRESSES = TEXT | st.sampled_from(
    [
        "http://10.0.0.1/",
        "http://[::ffff:169.254.169.254]/",
        "http://user:password@example.org/",
        "http://example.org:99999/",
        "http://example.org/\r\nx: y",
        "https://example.org/" + "a" * 3000,
        "https://пример.испытание/",
        "gopher://example.org/",
        "http://127.0.0.1:1/hook",
    ]
)
FIELDS = st.fixed_dictionaries(
    {"name": TEXT, "address": ADDRESSES},
    optional={
        name: TEXT | st.lists(TEXT, max_size=3)
        for name in ("languages", "page_types", "sections", "topics", "event_types")
    }
    | {
        name: TEXT | st.integers().map(str)
        for name in ("cap", "rate_per_minute", "mode", "fallback", "order", "trusted", "address_pattern")
    },
)
USUAL = {"page_types": ["host.hostpage"], "cap": "4", "mode": "full", "fallback": "omit", "order": "latest"}


def test_any_form(transactional_db: None, caplog: pytest.LogCaptureFixture) -> None:
    client = Client()
    client.force_login(get_user_model().objects.create_superuser("root", "r@example.org", "secret"))
    caplog.set_level(logging.DEBUG)
    add = reverse("newswire_channels:add")

    @settings(EXAMPLES, max_examples=25)
    @given(FIELDS)
    def fill_in(fields: dict[str, Any]) -> None:
        before = Channel.objects.count()
        answer = client.post(add, without_surrogates(USUAL | fields))
        assert answer.status_code in (200, 302)
        assert Channel.objects.count() == before + (answer.status_code == 302)

    fill_in()
    assert Lane.objects.count() == Channel.objects.count()
    assert not [one for one in Channel.objects.all() if addresses.check_address(one.address)]
    known = [str(one) for channel in Channel.objects.all() for one in secrets.valid(channel)]
    assert not [one for one in known if one in caplog.text or one.removeprefix("whsec_") in caplog.text]


def without_surrogates(fields: dict[str, Any]) -> dict[str, Any]:
    """No browser can send one."""
    clean = lambda text: text.encode("utf-8", "replace").decode()  # noqa: E731
    return {
        name: [clean(one) for one in value] if isinstance(value, list) else clean(value)
        for name, value in fields.items()
    }
