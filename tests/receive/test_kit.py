"""The receivers of the kit read the feed of a real newsroom, and answer where an article stands."""

import json
from pathlib import Path

import pytest
from pytest_django.live_server_helper import LiveServer
from services.sender import SAMPLE_SECRET, post, sample
from support.factories import announce, make_channel, make_publication

from newswire.publisher import secrets
from newswire.publisher.feed import tokens
from newswire.publisher.models import Channel, Copy, Counter, Publication

from .kit import ADDRESS, RECEIVERS, Receiver, held

pytestmark = pytest.mark.process


@pytest.fixture(params=["wsgi", "node", "php", "go"])
def kit(request: pytest.FixtureRequest) -> Receiver:
    return RECEIVERS[request.param]


def tell(publication: Publication, channel: Channel, gone: bool = False, body: bytes | None = None) -> None:
    """One announcement, with the copy that dispatch writes beside the delivery."""
    for delivery in announce(publication, [channel], gone=gone, body=body):
        announced = {
            "announced_sequence": delivery.event_id,
            "announced_version": delivery.version,
            "announced_state": delivery.event.state,
        }
        Copy.objects.update_or_create(channel=channel, publication=publication, defaults=announced)


@pytest.mark.django_db(transaction=True)
def test_it_catches_up_and_begins_anew_where_its_cursor_is_void(
    kit: Receiver, live_server: LiveServer, tmp_path: Path
) -> None:
    channel = make_channel("https://a.example/hook")
    token, feed = tokens.create(channel), f"{live_server.url}/newswire/v1/changes"

    def read() -> str:
        return kit.caught_up(tmp_path, feed, token).strip()

    pages = [make_publication() for _ in range(4)]
    for page in (*pages, pages[0]):
        tell(page, channel)
    tell(pages[1], channel, gone=True)
    assert read() == "4 read"
    states = ["live", "gone", "live", "live"]
    expected = {str(page.uuid): (page.version, state) for page, state in zip(pages, states, strict=True)}
    assert held(tmp_path) == expected
    assert read() == "0 read"
    tell(pages[2], channel)
    assert read() == "1 read"
    # The newsroom was put back to where it did not know one article yet.
    Copy.objects.filter(publication=pages[3]).delete()
    Counter.objects.update(epoch="another")
    assert read() == "3 read"
    assert held(tmp_path)[str(pages[3].uuid)] == (pages[3].version, "gone")
    assert held(tmp_path)[str(pages[2].uuid)] == (pages[2].version, "live")


@pytest.mark.django_db(transaction=True)
def test_it_shows_nothing_that_it_reads_to_be_under_embargo(
    kit: Receiver, live_server: LiveServer, tmp_path: Path
) -> None:
    """Nor what it held of it: the feed has the latest alone, so that it may never read of the withdrawal."""
    channel = make_channel("https://a.example/hook")
    token, feed = tokens.create(channel), f"{live_server.url}/newswire/v1/changes"
    early, ahead = make_publication(), make_publication()
    tell(early, channel)
    kit.caught_up(tmp_path, feed, token)
    for page in (early, ahead):
        data = {"id": str(page.uuid), "version": 3, "state": "embargoed", "html": "<p>Not yet.</p>"}
        tell(page, channel, body=json.dumps({"data": data}).encode())
    assert kit.caught_up(tmp_path, feed, token).strip() == "2 read"
    assert held(tmp_path) == {str(early.uuid): (1, "gone")}
    for page in (early, ahead):
        data = {"id": str(page.uuid), "version": 4, "state": "live", "html": "<p>Now.</p>"}
        tell(page, channel, body=json.dumps({"data": data}).encode())
    kit.caught_up(tmp_path, feed, token)
    assert held(tmp_path) == {str(early.uuid): (4, "live"), str(ahead.uuid): (4, "live")}


@pytest.mark.django_db(transaction=True)
def test_a_revoked_token_is_said_and_changes_nothing(
    kit: Receiver, live_server: LiveServer, tmp_path: Path
) -> None:
    with pytest.raises(Exception, match="non-zero exit status"):
        kit.caught_up(tmp_path, f"{live_server.url}/newswire/v1/changes", "nwt_revoked")
    assert held(tmp_path) == {}


@pytest.mark.parametrize("name", RECEIVERS)
def test_it_answers_where_an_article_stands_and_keeps_it_whole(name: str, tmp_path: Path) -> None:
    article = sample("published.ar", lang="zh-Hant/../x")
    id = article["data"]["id"]
    with RECEIVERS[name].serving(tmp_path, NEWSWIRE_ADDRESS=ADDRESS) as hook:
        answer = post(hook, article)
        assert answer.body == {"version": 1, "url": f"https://site.example/zh-Hant%2F..%2Fx/{id}"}
        assert post(hook, sample("deleted.ar")).body == {"version": 2}
    assert held(tmp_path) == {id: (2, "gone")}


@pytest.mark.parametrize("name", RECEIVERS)
def test_both_secrets_count_while_one_is_replaced(name: str, tmp_path: Path) -> None:
    new = secrets.new_hmac()
    with RECEIVERS[name].serving(tmp_path, NEWSWIRE_SECRET=f"{new} {SAMPLE_SECRET}") as hook:
        assert post(hook, sample("published.en")).status == 200
        assert post(hook, sample("published.fr"), secret=new).status == 200
        assert post(hook, sample("published.de"), secret=secrets.new_hmac()).status == 401


@pytest.mark.parametrize("name", RECEIVERS)
def test_without_a_secret_nothing_is_taken_and_it_says_so(name: str, tmp_path: Path) -> None:
    with RECEIVERS[name].serving(tmp_path, NEWSWIRE_SECRET="") as hook:
        answer = post(hook, sample("published.en"))
    assert answer.status == 503 and "NEWSWIRE_SECRET" in answer.body["error"]
