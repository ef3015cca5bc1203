"""The Dockerfile and compose.yaml, judged by tools that we did not write."""

import re

from demo.place import DEPLOY

from .files import BIN, COMPOSE, judged, services


def test_hadolint_finds_nothing_in_the_dockerfile() -> None:
    judged(str(BIN / "hadolint"), str(DEPLOY / "Dockerfile"))


def test_the_image_does_not_run_as_root_and_says_whether_it_is_well() -> None:
    text = (DEPLOY / "Dockerfile").read_text()
    stages = re.split(r"^FROM ", text, flags=re.MULTILINE)[1:]
    assert len(stages) == 4
    assert all("HEALTHCHECK" in stage and "CMD" in stage for stage in stages[2:])
    assert re.search(r"^USER 10001:10001$", stages[1], re.MULTILINE)
    assert "USER" not in stages[2] + stages[3]


def test_the_context_holds_what_the_dockerfile_copies() -> None:
    root = DEPLOY.parent
    kept = {line[1:] for line in (root / ".dockerignore").read_text().splitlines() if line.startswith("!")}
    copied = re.findall(r"^COPY (?!--)(.+) \S+$", (DEPLOY / "Dockerfile").read_text(), re.MULTILINE)
    assert {name for names in copied for name in names.split()} == kept
    assert all((root / name).exists() for name in kept)


def test_compose_is_valid_by_its_schema() -> None:
    judged(str(BIN / "check-jsonschema"), "--builtin-schema", "vendor.compose-spec", str(COMPOSE))


def test_every_container_is_read_only_without_rights_and_its_secrets_are_files() -> None:
    for name, service in services().items():
        if name != "database":  # PostgreSQL's own image starts as root and gives that up
            assert service["read_only"] is True, name
            assert service["cap_drop"] == ["ALL"], name
        for key, value in service.get("environment", {}).items():
            is_secret = re.search(r"SECRET|TOKEN|PASSWORD|DATABASE_URL", key)
            assert not is_secret or (key.endswith("_FILE") and value.startswith("/run/secrets/")), key
        assert "healthcheck" in service or name in ("migrate", "downstream"), name  # the image has its own
