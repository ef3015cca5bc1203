from pathlib import Path

import pytest

from newswire.publisher import transports


def test_a_name_is_taken_once() -> None:
    with pytest.raises(ValueError, match="webhook"):
        transports.register(transports.get("webhook"))


def test_an_unknown_name_is_an_error() -> None:
    with pytest.raises(KeyError):
        transports.get("carrier-pigeon")


def test_each_has_its_test_and_its_page() -> None:
    root = Path(__file__).parents[3]
    for name in transports.names():
        assert (root / "docs" / "transports" / f"{name}.md").exists()
        assert list(Path(__file__).parent.rglob(f"test_{name}.py"))
