"""Ours signs; libraries we did not write verify. Incoming messages are judged by `verify`."""

import base64
import time

import pytest
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from hypothesis import given
from hypothesis import strategies as st
from standardwebhooks import Webhook as StandardWebhook
from svix.webhooks import Webhook as SvixWebhook

from newswire.publisher import signing
from newswire.publisher.secrets import new_ed25519, new_hmac
from newswire.publisher.signing import BadSignature, MissingHeader, SigningKey, StaleTimestamp

BODY = b'{"test": 2432232314}'
# The vectors of Svix's own worker tests: key, id, timestamp, body and the signature expected.
VECTOR_ID, VECTOR_TIME = "msg_p5jXN8AQM9LWM0D4loKWxJek", 1614265330
V1 = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw", "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="
V1A = (
    "whsk_6Xb/dCcHpPea21PS1N9VY/NZW723CEc77N4rJCubMbfVKIDij2HKpMKkioLlX0dRqSKJp4AJ6p9lMicMFs6Kvg==",
    "v1a,hnO3f9T8Ytu9HwrXslvumlUpqtNVqkhqw/enGzPCXe5BdqzCInXqYXFymVJaA7AZdpXwVLPo3mNl8EM+m7TBAg==",
)
V1A_PUBLIC = "whpk_1SiA4o9hyqTCpIqC5V9HUakiiaeACeqfZTInDBbOir4="


def signed(*secrets: str, body: bytes = BODY, at: int | None = None) -> dict[str, str]:
    at = int(time.time()) if at is None else at
    keys = [SigningKey.parse(secret) for secret in secrets]
    signature = signing.sign(keys, "nw_1", at, body)
    return {"webhook-id": "nw_1", "webhook-timestamp": str(at), "webhook-signature": signature}


@pytest.mark.parametrize(("secret", "expected"), [V1, V1A])
def test_the_public_vectors(secret: str, expected: str) -> None:
    assert signing.sign([SigningKey.parse(secret)], VECTOR_ID, VECTOR_TIME, BODY) == expected


@pytest.mark.parametrize("secret", [V1A[0], V1A_PUBLIC])
def test_the_public_vector_verifies(secret: str) -> None:
    headers = {
        "webhook-id": VECTOR_ID,
        "webhook-timestamp": str(VECTOR_TIME),
        "webhook-signature": V1A[1],
    }

    assert signing.verify(headers, BODY, [secret], now=VECTOR_TIME) == VECTOR_ID


@pytest.mark.parametrize("verifier", [StandardWebhook, SvixWebhook])
def test_the_libraries_verify_either_secret_of_a_rotation_beside_v1a(verifier) -> None:
    new, old, (pair, _) = new_hmac(), new_hmac(), new_ed25519()
    headers = signed(new, pair, old)

    for secret in (new, old):
        verifier(secret).verify(BODY, headers)
    with pytest.raises(Exception, match="No matching signature"):
        verifier(new_hmac()).verify(BODY, headers)


def test_cryptography_verifies_v1a_with_the_public_key() -> None:
    pair, public = new_ed25519()
    headers = signed(pair)
    key = Ed25519PublicKey.from_public_bytes(base64.b64decode(public.removeprefix("whpk_")))
    signature = base64.b64decode(headers["webhook-signature"].removeprefix("v1a,"))

    key.verify(signature, f"nw_1.{headers['webhook-timestamp']}.".encode() + BODY)
    with pytest.raises(InvalidSignature):
        key.verify(signature, b"another content")


@given(st.binary(max_size=300))
def test_any_bytes_sign_and_verify(body: bytes) -> None:
    secret = "whsec_" + base64.b64encode(b"k" * 32).decode()

    assert signing.verify(signed(secret, body=body), body, [secret]) == "nw_1"


@pytest.mark.parametrize("name", ["webhook-id", "webhook-timestamp", "webhook-signature"])
def test_a_missing_header_is_named(name: str) -> None:
    secret = new_hmac()
    headers = signed(secret)
    del headers[name]

    with pytest.raises(MissingHeader, match=name):
        signing.verify(headers, BODY, [secret])


@pytest.mark.parametrize("timestamp", ["now", "1e9", "nan", "-1", "1.5", " 5", "٣", "9" * 40])
def test_a_timestamp_is_digits(timestamp: str) -> None:
    secret = new_hmac()

    with pytest.raises(MissingHeader):
        signing.verify({**signed(secret), "webhook-timestamp": timestamp}, BODY, [secret])


@pytest.mark.parametrize("off", [-301, 301])
def test_a_stale_or_early_timestamp(off: int) -> None:
    secret = new_hmac()
    headers = signed(secret, at=1_700_000_000)

    with pytest.raises(StaleTimestamp):
        signing.verify(headers, BODY, [secret], now=1_700_000_000 - off)
    assert signing.verify(headers, BODY, [secret], now=1_700_000_000 + 300) == "nw_1"


def test_another_body_secret_or_id_does_not_verify() -> None:
    secret = new_hmac()
    headers = signed(secret)

    for changed, body, secrets in [
        (headers, BODY + b" ", [secret]),
        (headers, BODY, [new_hmac()]),
        (headers, BODY, []),
        ({**headers, "webhook-id": "nw_2"}, BODY, [secret]),
        (
            {**headers, "webhook-signature": headers["webhook-signature"].replace("v1,", "v1a,")},
            BODY,
            [secret],
        ),
    ]:
        with pytest.raises(BadSignature):
            signing.verify(changed, body, secrets)


@given(st.text(max_size=200))
def test_no_signature_header_is_too_odd(header: str) -> None:
    secret = new_hmac()

    with pytest.raises(signing.SignatureError):
        signing.verify({**signed(secret), "webhook-signature": header}, BODY, [secret, new_ed25519()[1]])


def test_junk_beside_the_right_one_is_skipped() -> None:
    secret = new_hmac()
    headers = signed(secret)
    headers["webhook-signature"] = f"v2,xyz  nonsense v1,AAAA {headers['webhook-signature']}"

    assert signing.verify(headers, BODY, [secret]) == "nw_1"


def test_header_names_may_have_any_case() -> None:
    secret = new_hmac()

    assert signing.verify({name.title(): text for name, text in signed(secret).items()}, BODY, [secret])


@pytest.mark.parametrize(
    "text",
    [
        "",
        "whsec_",
        "whsec_%%%",
        "whsec_" + "QQ==",
        "whsk_" + "QUFB",
        "whpk_" + base64.b64encode(b"a" * 31).decode(),
        "other_" + base64.b64encode(b"a" * 32).decode(),
        "whsec_" + base64.b64encode(b"a" * 65).decode(),
    ],
)
def test_a_bad_secret_is_refused_without_being_shown(text: str) -> None:
    with pytest.raises(ValueError) as refused:
        SigningKey.parse(text)
    assert len(text) < 7 or text not in str(refused.value)


def test_a_public_key_cannot_sign_and_nothing_cannot_either() -> None:
    with pytest.raises(ValueError, match="public"):
        SigningKey.parse(V1A_PUBLIC).sign(b"")
    with pytest.raises(ValueError, match="Nothing"):
        signing.sign([], "nw_1", 0, b"")


def test_no_secret_shows_in_a_repr() -> None:
    assert "g0" not in repr(SigningKey.parse(V1[0])).replace("SigningKey", "")
    assert repr(SigningKey.parse(V1[0])) == "SigningKey(scheme='v1', public=False)"
