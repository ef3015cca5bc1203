import json
import socket
from collections.abc import Iterator
from pathlib import Path

import pytest
from demo import ports
from demo.place import Place


@pytest.fixture(params=["127.0.0.1", "0.0.0.0"])
def taken(request: pytest.FixtureRequest) -> Iterator[int]:
    with socket.socket() as listener:
        listener.bind((request.param, 0))
        listener.listen()
        yield listener.getsockname()[1]


def test_a_taken_port_is_said_and_another_is_chosen(taken: int, capsys: pytest.CaptureFixture[str]) -> None:
    port = ports.choose("the newsroom", taken)
    assert port != taken
    assert ports.is_free(port)
    assert f"Port {taken} is taken by another program: the newsroom gets {port}" in capsys.readouterr().out


def test_a_free_port_is_kept_without_a_word(capsys: pytest.CaptureFixture[str]) -> None:
    free = ports.any_free()
    assert ports.choose("the newsroom", free) == free
    assert capsys.readouterr().out == ""


def test_the_next_start_has_the_same_ports(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("REDIS_URL", raising=False)
    first = Place.choose(tmp_path, anywhere=True)
    assert Place.choose(tmp_path) == first
    monkeypatch.setenv("NEWSWIRE_VAR", str(tmp_path))
    assert Place.current() == first


def test_a_given_broker_needs_no_valkey(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("REDIS_URL", "redis://broker.invalid/0")
    place = Place.choose(tmp_path, anywhere=True)
    assert place.valkey is None
    assert place.environment()["REDIS_URL"] == "redis://broker.invalid/0"
    assert json.loads((tmp_path / "demo.json").read_text())["valkey"] is None
