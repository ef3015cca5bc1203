"""RabbitMQ behind TLS, as far as the handshake: whose certificate is taken, and what is said else."""

import ssl
from pathlib import Path
from typing import Any

import pytest
from services.tls import TlsReceiver, certificate
from support.broker_at import broker_at

from newswire.publisher import broker_state
from newswire.publisher.doctor import broker as examined
from newswire.publisher.doctor import tls

MISMATCH = "Call that server by a name that its certificate bears, or give it one for this name."
RENEW = "Renew the certificate of that server, or name the authority that signed it."


def advice(server: TlsReceiver, authority: Path | None, name: str) -> tuple[str, str]:
    options = {"cert_reqs": ssl.CERT_REQUIRED, "server_hostname": name}
    if authority:
        options["ca_certs"] = str(authority)
    address = server.url.replace("https:", "amqps:").removesuffix("/hook") + "//"
    with broker_at(address, CELERY_BROKER_USE_SSL=options):
        (found,) = examined.examine()
    assert found.level == "error"
    return str(found.words), str(found.what_to_do)


def test_each_wrong_certificate_is_named_with_what_mends_it(tmp_path: Path) -> None:
    own, old = certificate(tmp_path), certificate(tmp_path, days=-1)
    with TlsReceiver(own) as server:
        words, what_to_do = advice(server, own, "rabbit.example.org")
        assert "not valid for 'rabbit.example.org'" in words and what_to_do == MISMATCH
        words, what_to_do = advice(server, None, "localhost")
        assert "self-signed certificate" in words and what_to_do == RENEW
        # Taken: what is said then is that nobody there speaks AMQP.
        words, what_to_do = advice(server, own, "localhost")
        assert "certificate" not in words and what_to_do.startswith("Start it")
    with TlsReceiver(old) as server:
        words, what_to_do = advice(server, old, "localhost")
        assert "has expired" in words and what_to_do == RENEW


def test_another_name_in_the_words_of_postgresql() -> None:
    said = 'server certificate for "db.example.org" does not match host name "localhost"'
    assert tls.is_untrusted(said) and tls.what_to_do(said, "Start it.") == MISMATCH


@pytest.mark.parametrize(
    ("url", "secured", "is_anybody"),
    [
        ("amqps://rabbit.example.org//", None, True),
        ("amqp://rabbit.example.org//", {"cert_reqs": ssl.CERT_REQUIRED}, True),
        ("amqps://rabbit.example.org//", {"cert_reqs": ssl.CERT_NONE, "server_hostname": "x"}, True),
        ("amqps://rabbit.example.org//", {"server_hostname": "rabbit.example.org"}, False),
        ("amqps://rabbit.example.org//", {"server_hostname": None}, False),
        ("amqp://rabbit.example.org//", None, False),
        ("rediss://redis.example.org/0", {"ssl_cert_reqs": ssl.CERT_REQUIRED}, False),
    ],
)
def test_a_certificate_that_nobody_looks_at_is_told(
    monkeypatch: pytest.MonkeyPatch,
    url: str,
    secured: Any,
    is_anybody: bool,
) -> None:
    monkeypatch.setattr(broker_state, "ask", lambda: broker_state.Answer())
    monkeypatch.setattr(broker_state, "eviction_policy", lambda: "")
    with broker_at(url, CELERY_BROKER_USE_SSL=secured):
        told = [one for one in examined.examine() if "can pass for it" in str(one.words)]
    assert [one.level for one in told] == (["warning"] if is_anybody else [])
