"""A site in a bucket, by django-storages, on a server that speaks S3."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from django.core.cache import cache
from pytest_django import Settings
from services.s3 import KEYS, S3
from support.batch_contract import sent
from support.factories import make_channel
from support.static_news import NEWSROOM, article, gone, link, picture
from support.static_reader import BASE, missing

from newswire.publisher import transports
from newswire.publisher.channels import send_test
from newswire.publisher.models import Channel
from newswire.publisher.transports.base import Destination, ErrorKind, Outcome

pytestmark = [pytest.mark.django_db, pytest.mark.process]

STORAGE = transports.by_batch("storage")
TOPIC = {"slug": "space", "name": "Space"}


@pytest.fixture(scope="module")
def server() -> Iterator[S3]:
    with S3() as found:
        yield found


@pytest.fixture
def s3(server: S3, settings: Settings, tmp_path: Path) -> S3:
    settings.MEDIA_ROOT = tmp_path / "media"
    settings.STORAGES = {**settings.STORAGES, "bucket": server.storage}
    cache.clear()
    for name in server.files():
        server.client.delete_object(Bucket=server.bucket, Key=name)
    return server


@pytest.fixture
def destination(s3: S3) -> Destination:
    options = {"storage": "bucket", "per_page": 5}
    channel = make_channel(BASE, transport="storage", name="Bucket", options=options)
    return Destination(channel.pk, channel.name, "storage", BASE, options)


def send(destination: Destination, *contents: bytes) -> None:
    verdicts = sent(STORAGE, destination, *contents)
    assert [one and one.outcome for one in verdicts] == [Outcome.DELIVERED] * len(contents), verdicts


def test_a_site_lives_in_a_bucket(s3: S3, destination: Destination) -> None:
    send(
        destination,
        article("bridge", images=[picture("bridge")], topics=[TOPIC], related=[link("n1")]),
        *(article(f"n{number}") for number in range(12)),
    )
    files = s3.files()
    assert not missing(files)
    assert {"index.html", "en/bridge/index.html", "en/page/1/index.html", "en/topic/space/rss.xml"} <= set(
        files
    )
    assert s3.head("en/bridge/index.html")["ContentType"] == "text/html; charset=utf-8"
    assert s3.head("en/atom.xml")["ContentType"] == "application/atom+xml; charset=utf-8"
    assert s3.head("en/feed.json")["ContentType"] == "application/feed+json"
    shown = [name for name in files if name.startswith("pictures/")]
    assert {s3.head(name)["ContentType"] for name in shown} == {"image/png"}

    before = {name: s3.head(name)["LastModified"] for name in files}
    moved = {"url": f"{NEWSROOM}/en/news/n0-new/", "previousUrls": [f"{NEWSROOM}/en/news/n0/"]}
    send(destination, gone("bridge", 2, kind="taken_down"), article("n0", 2, **moved), article("n1"))
    files = s3.files()
    assert not missing(files)
    assert not [name for name in files if name.startswith(("pictures/", "en/bridge", "en/topic"))]
    assert b"http-equiv" in files["en/n0/index.html"]
    assert s3.head("en/n5/index.html")["LastModified"] == before["en/n5/index.html"]


def test_its_test_leaves_nothing(s3: S3, destination: Destination) -> None:
    assert send_test(Channel.objects.get()).worked
    assert s3.files() == {}


def test_a_server_that_is_down_is_waited_for(server: S3, s3: S3, destination: Destination) -> None:
    server.stop()
    (verdict,) = sent(STORAGE, destination, article("bridge"))
    assert verdict and (verdict.outcome, verdict.error) == (Outcome.RETRY, ErrorKind.STORAGE)
    assert verdict.detail == "EndpointConnectionError"
    server.start()
    send(destination, article("bridge"))
    assert "en/bridge/index.html" in s3.files()


def test_what_the_server_says_is_cut_to_its_code(
    s3: S3, destination: Destination, settings: Settings
) -> None:
    nowhere = {**s3.storage, "OPTIONS": {**s3.storage["OPTIONS"], "bucket_name": "nowhere"}}
    settings.STORAGES = {**settings.STORAGES, "bucket": nowhere}
    (verdict,) = sent(STORAGE, destination, article("bridge"))
    assert verdict and (verdict.outcome, verdict.error) == (Outcome.RETRY, ErrorKind.STORAGE)
    assert verdict.detail == "NoSuchBucket NoSuchBucket" or verdict.detail == "ClientError NoSuchBucket"
    assert KEYS["secret_key"] not in repr(verdict)
