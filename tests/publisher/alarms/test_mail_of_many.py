"""What befalls many sites together is one mail."""

from typing import Any

import pytest
from django.core import mail
from django.urls import reverse
from django.utils import timezone
from support.alarmed import Kind, tell

from newswire.publisher.alarms.mail import send
from newswire.publisher.alarms.note import note

pytestmark = pytest.mark.django_db(transaction=True)


def test_very_many_at_once_are_one_mail(manager: Any) -> None:
    for number in range(30):
        tell(name=f"Site {number} of thirty")
    assert send() == 30

    (message,) = mail.outbox
    assert message.subject == "Newswire: 30 notices about your sites"
    assert all(f"Site {number} of thirty" in message.body for number in range(30))


def test_a_hoster_with_hundreds_of_sites_is_one_mail_that_names_a_hundred(manager: Any) -> None:
    for number in range(50):
        note(Kind.RECOVERED, timezone.now(), tell(name=f"Back {number}"))
    for number in range(90):
        tell(name=f"Site {number}")
    note(Kind.TAKEDOWN, timezone.now())

    assert send() == 191

    (message,) = mail.outbox
    takedown, *sites, more = message.body.strip().split("\n\n")
    assert message.subject == "Newswire: 141 notices about your sites"
    assert takedown.endswith(reverse("newswire_status:index"))
    assert [one.split(" has ")[0] for one in sites[:90]] == [f"Site {number}" for number in range(90)]
    assert [one.split(" takes ")[0] for one in sites[90:]] == [f"Back {number}" for number in range(9)]
    assert more.startswith("And 41 more sites.\nhttp")
