"""Secrets at rest: sealed, named by key, rotated with overlap, wrapped again."""

import base64
from datetime import timedelta
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db import IntegrityError
from django.utils import timezone
from support.factories import make_channel

from newswire.publisher import secrets
from newswire.publisher.models import Trigger
from newswire.publisher.secrets import SecretError

pytestmark = pytest.mark.django_db

URL = "https://site.example/hook"


def test_what_is_sealed_opens_and_differs_each_time() -> None:
    one, other = secrets.seal("whsec_x"), secrets.seal("whsec_x")

    assert one[0] == other[0]
    assert one[1] != other[1]
    assert b"whsec_x" not in one[1]
    assert secrets.unseal(*one) == secrets.unseal(one[0], memoryview(other[1])) == "whsec_x"


def test_the_newest_key_seals_and_older_ones_open(settings) -> None:
    settings.NEWSWIRE_SECRET_KEYS = [("2025", "old key")]
    before = secrets.seal("plain")
    settings.NEWSWIRE_SECRET_KEYS = [("2026", "new key"), ("2025", "old key")]

    assert before[0] == "2025"
    assert secrets.seal("plain")[0] == "2026"
    assert secrets.unseal(*before) == "plain"


def test_what_secret_key_sealed_still_opens_after_keys_are_set_and_after_a_change(settings) -> None:
    before = secrets.seal("plain")
    assert before[0].startswith("django-")
    settings.NEWSWIRE_SECRET_KEYS = [("2026", "new key")]
    assert secrets.unseal(*before) == "plain"
    settings.SECRET_KEY_FALLBACKS = [settings.SECRET_KEY]
    settings.SECRET_KEY = "another"

    assert secrets.unseal(*before) == "plain"


def test_an_unknown_key_and_damaged_bytes_say_which_key(settings) -> None:
    settings.NEWSWIRE_SECRET_KEYS = [("2026", "new key")]
    key_id, sealed = secrets.seal("plain")

    with pytest.raises(SecretError, match="2019"):
        secrets.unseal("2019", sealed)
    for damaged in (sealed[:-1] + b"\0", sealed[:12], b""):
        with pytest.raises(SecretError, match="2026") as refused:
            secrets.unseal(key_id, damaged)
        assert refused.value.__cause__ is None


def test_new_secrets_have_the_standards_form() -> None:
    pair, public = secrets.new_ed25519()

    assert len(base64.b64decode(secrets.new_hmac().removeprefix("whsec_"))) == 32
    assert base64.b64decode(pair.removeprefix("whsk_"))[32:] == base64.b64decode(public.removeprefix("whpk_"))


def test_a_rotated_secret_stays_valid_beside_the_new_one_for_the_overlap() -> None:
    channel = make_channel(URL)
    (old,) = secrets.valid(channel)

    new = secrets.rotate(channel, overlap=timedelta(hours=1))

    assert secrets.valid(channel) == [new, old]
    channel.secrets.exclude(expires_at=None).update(expires_at=timezone.now())
    assert secrets.valid(channel) == [new]


def test_both_kinds_rotate_apart_and_the_public_key_is_kept() -> None:
    channel = make_channel(URL)
    pair = secrets.make_secret(channel, "v1a")

    secrets.rotate(channel, "v1a")

    kinds = channel.secrets.values_list("kind", "public")
    assert sorted((kind, public[:5]) for kind, public in kinds) == [
        ("v1", ""),
        ("v1a", "whpk_"),
        ("v1a", "whpk_"),
    ]
    assert pair in secrets.valid(channel)


def test_a_kind_has_one_current_secret() -> None:
    channel = make_channel(URL)

    with pytest.raises(IntegrityError):
        secrets.make_secret(channel)


def test_a_trigger_has_secrets_too() -> None:
    trigger = Trigger.objects.create(slug="vendor", name="Vendor")
    plain = secrets.make_secret(trigger)

    assert secrets.valid(trigger) == [plain]


def rewrap(*arguments: str) -> str:
    out = StringIO()
    call_command("newswire_rewrap_secrets", *arguments, stdout=out)
    return out.getvalue()


def test_rewrapping_puts_every_secret_under_the_newest_key(settings) -> None:
    channel, trigger = make_channel(URL), Trigger.objects.create(slug="vendor", name="Vendor")
    secrets.make_secret(trigger)
    before = secrets.valid(channel)
    settings.NEWSWIRE_SECRET_KEYS = [("2026", "new key")]

    assert rewrap("--dry-run").startswith("2 ")
    assert channel.secrets.get().key_id.startswith("django-")
    assert rewrap().startswith("2 ")
    assert rewrap().startswith("0 ")

    settings.SECRET_KEY = "lost"
    assert secrets.valid(channel) == before


def test_rewrapping_is_all_or_nothing_and_names_the_key_that_is_missing(settings) -> None:
    readable, lost = make_channel(URL), make_channel(URL)
    lost.secrets.update(key_id="2019")
    settings.NEWSWIRE_SECRET_KEYS = [("2026", "new key")]

    with pytest.raises(CommandError, match="2019"):
        rewrap()
    assert readable.secrets.get().key_id.startswith("django-")
