"""Validators that we did not write, each saying in lines of text what is wrong."""

import copy
import json
import os
import subprocess
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator, FormatChecker
from referencing import Registry, Resource
from referencing.jsonschema import DRAFT202012

from newswire.publisher.schemas.documents import schemas
from support import npm
from support.json_feed_schema import JSON_FEED

NINJS = Path(__file__).parents[2] / ".." / "shared" / "schemas" / "ninjs-schema_3.1.json"
GEOJSON = "https://geojson.org/schema/GeoJSON.json"
# For a JVM that lives for seconds: half of a processor's time else goes into compiling what is run once.
BRIEFLY = ("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC")


def against(validator: Any, instance: Any) -> list[str]:
    return [f"{one.json_path}: {one.message[:300]}" for one in validator.iter_errors(instance)]


@cache
def ours(name: str) -> Draft202012Validator:
    """Stricter than for receivers: a member that no schema names is a failure here."""
    schema = copy.deepcopy(schemas()[name])
    for part in [schema, *schema.get("$defs", {}).values()]:
        if part.get("additionalProperties") is True:
            part["additionalProperties"] = False
    return Draft202012Validator(schema, format_checker=FormatChecker())


@cache
def iptc() -> Draft202012Validator:
    """IPTC's schema of ninjs 3.1. It is not ours to copy: NINJS_SCHEMA says where it lies."""
    path = Path(os.environ.get("NINJS_SCHEMA") or NINJS)
    if not path.is_file():
        pytest.skip("set NINJS_SCHEMA to IPTC's ninjs-schema_3.1.json, from iptc/newsinjson")
    # Its one reference to somewhere else: we send no places.
    geojson = Resource.from_contents({"$id": GEOJSON}, DRAFT202012)
    checker = FormatChecker()
    assert {"date-time", "uri"} <= set(checker.checkers), "jsonschema[format] is not installed"
    schema = json.loads(path.read_text())
    return Draft202012Validator(
        schema, registry=Registry().with_resource(GEOJSON, geojson), format_checker=checker
    )


def json_feed(feed: Any) -> list[str]:
    return against(Draft202012Validator(JSON_FEED, format_checker=FormatChecker()), feed)


def nu(folder: Path) -> list[str]:
    """Errors and warnings of the Nu HTML checker about all pages in a folder."""
    npm.needs("java", "the Nu HTML checker runs on it")
    jar = npm.packages("nu", "vnu-jar@26") / "node_modules/vnu-jar/build/dist/vnu.jar"
    java = ["java", *BRIEFLY, "-Xss4m", "-jar", str(jar)]
    command = [*java, "--format", "json", "--exit-zero-always", str(folder)]
    found = subprocess.run(command, capture_output=True, timeout=240, check=True).stderr
    return [
        f"{Path(one['url']).name}: {one['message']} {one.get('extract', '')}"
        for one in json.loads(found)["messages"]
        if one["type"] != "info" or one.get("subType") == "warning"
    ]
