"""What is asked of the feed in ways that HTTP's clients, caches and tired people ask."""

from typing import Any
from uuid import uuid4

import pytest
from django.test import Client
from support.factories import announce, make_channel, make_publication

from newswire.publisher.feed import tokens
from newswire.publisher.models import Channel, Copy, Publication

pytestmark = pytest.mark.django_db

CHANGES, STATE = "/newswire/v1/changes", "/newswire/v1/state"


@pytest.fixture
def channel() -> Channel:
    return make_channel("https://a.example/hook")


@pytest.fixture
def client(channel: Channel) -> Client:
    return Client(headers={"authorization": f"Bearer {tokens.create(channel)}"})


def told(publication: Publication, channel: Channel) -> None:
    (delivery,) = announce(publication, [channel])
    Copy.objects.create(
        channel=channel,
        publication=publication,
        announced_sequence=delivery.event_id,
        announced_version=delivery.version,
        announced_state=delivery.event.state,
    )


@pytest.fixture
def page(channel: Channel) -> str:
    """The address of one publication that was announced."""
    publication = make_publication(lang="en")
    told(publication, channel)
    return f"/newswire/v1/publications/{publication.uuid}"


def test_head_is_get_without_its_body(client: Client, channel: Channel, page: str) -> None:
    for path in (CHANGES, STATE, page, f"/newswire/v1/keys/{channel.uuid}"):
        whole, head = client.get(path), client.head(path)
        assert (head.status_code, head.content) == (200, b""), path
        assert dict(head.headers) == dict(whole.headers)
    assert client.head(f"/newswire/v1/publications/{uuid4()}").status_code == 410
    assert client.head(CHANGES, {"limit": 0}).status_code == 422
    assert Client().head(STATE).status_code == 401
    assert client.head(page, headers={"if-none-match": client.get(page)["ETag"]}).status_code == 304


def test_what_is_neither_is_refused(client: Client) -> None:
    answer = client.post(CHANGES)
    assert answer.status_code == 405
    assert {name.strip() for name in answer["Allow"].split(",")} == {"GET", "HEAD"}


def test_any_version_will_do_for_a_star(client: Client, page: str) -> None:
    for path in (STATE, page):
        tag = client.get(path)["ETag"]
        for given in ("*", f'"other", W/{tag}', f'"a,b",{tag}'):
            answer = client.get(path, headers={"if-none-match": given})
            assert (answer.status_code, answer.content, answer["ETag"]) == (304, b"", tag), given
        assert client.get(path, headers={"if-none-match": '"other"'}).status_code == 200


@pytest.mark.parametrize(
    ("path", "query"),
    [
        (CHANGES, {"language": "fr"}),
        (CHANGES, {"Lang": "fr"}),
        (CHANGES, {"cursor": "x"}),
        (CHANGES, {"lang": ["en", "fr"]}),
        (CHANGES, {"after": ["", ""]}),
        (STATE, {"lang": "fr"}),
        (CHANGES, {"lang": "fr?after="}),
        (CHANGES, {"lang": "fr,en"}),
        (CHANGES, {"type": "ArticlePage"}),
    ],
)
def test_a_filter_that_would_not_be_kept_is_refused(client: Client, path: str, query: dict[str, Any]) -> None:
    answer = client.get(path, query)
    assert (answer.status_code, answer.json()["error"]) == (422, "bad_question")
    assert next(iter(query)) in answer.json()["reason"]


def test_a_type_may_be_spelt_as_the_content_apis_have_it(client: Client, channel: Channel) -> None:
    publication = make_publication(page_type="newswire_pages.articlepage")
    told(publication, channel)
    for spelt in ("newswire_pages.ArticlePage", "newswire_pages.articlepage"):
        assert len(client.get(CHANGES, {"type": spelt}).json()["items"]) == 1


def test_who_begins_again_asks_for_the_same(client: Client, page: str) -> None:
    """A reader of one language that followed an address without it was told to begin again, for ever."""
    asked = {"lang": "en", "state": "live", "limit": "7"}
    old = client.get(CHANGES).json()["next"]
    answer = client.get(CHANGES, {**asked, "after": old})
    assert answer.status_code == 410
    first = client.get(answer.json()["snapshot"])
    assert (first.status_code, len(first.json()["items"])) == (200, 1)
    again = client.get(CHANGES, {**asked, "after": first.json()["next"]})
    assert (again.status_code, again.json()["upToDate"]) == (200, True)
    assert client.get(CHANGES, {"after": first.json()["next"]}).json()["snapshot"] == CHANGES
