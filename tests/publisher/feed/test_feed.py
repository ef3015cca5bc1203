"""The feed against rows as dispatch leaves them: what a receiver reads, and what it can prove."""

import hashlib
import json
from typing import Any

import pytest
from django.test import Client
from support.factories import announce, make_channel, make_publication
from support.pulling import CHANGES, Site, tell

from newswire.publisher.feed import changes
from newswire.publisher.models import Channel, ChannelToken, Copy, Counter, Delivery

pytestmark = pytest.mark.django_db


def test_a_reader_meets_the_latest_state_of_everything(site: Site) -> None:
    pages = [make_publication() for _ in range(5)]
    for page in (*pages, pages[0], pages[3]):
        tell(page, site.channel)
    tell(pages[1], site.channel, gone=True)
    assert site.catch_up() == 3
    assert site.held == {str(page.uuid): page.version for page in pages if page != pages[1]}
    assert site.held[str(pages[0].uuid)] == 2


def test_what_moves_while_reading_is_met_later(site: Site) -> None:
    pages = [make_publication() for _ in range(4)]
    for page in pages:
        tell(page, site.channel)
    first = site.get(CHANGES, limit=2).json()
    tell(pages[0], site.channel)
    tell(pages[3], site.channel)
    rest = site.get(CHANGES, after=first["next"], limit=10).json()
    ids = [item["data"]["id"] for item in rest["items"]]
    assert ids == [str(page.uuid) for page in (pages[2], pages[0], pages[3])]
    assert rest["upToDate"]


def test_the_feed_is_empty_at_its_end_and_keeps_the_cursor(site: Site) -> None:
    tell(make_publication(), site.channel)
    site.catch_up()
    answer = site.get(CHANGES, after=site.cursor).json()
    assert answer == {"items": [], "next": site.cursor, "upToDate": True}


def test_items_are_the_webhooks_bytes(site: Site) -> None:
    publication = make_publication()
    body = f'{{"data": {{"id": "{publication.uuid}",   "title": "Größe \u2028"}}}}'.encode()
    (delivery,) = announce(publication, [site.channel], body=body)
    Copy.objects.create(
        channel=site.channel,
        publication=publication,
        announced_sequence=delivery.event_id,
        announced_version=1,
        announced_state="live",
    )
    assert body in site.get(CHANGES).content
    alone = site.get(f"/newswire/v1/publications/{publication.uuid}")
    assert (alone.content, alone["ETag"]) == (body, f'"{hashlib.sha256(body).hexdigest()}"')


def test_what_is_of_no_publication_is_not_in_it(site: Site) -> None:
    """A test, or a notice to operators."""
    announce(None, [site.channel], body=b'{"data": {"id": "00000000-0000-0000-0000-000000000000"}}')
    tell(publication := make_publication(), site.channel)
    (item,) = site.get(CHANGES).json()["items"]
    assert item["data"]["id"] == str(publication.uuid)


def test_a_channel_sees_nothing_of_another(site: Site) -> None:
    other = make_channel("https://b.example/hook")
    publication = make_publication()
    tell(publication, other)
    assert site.get(CHANGES).json()["items"] == []
    assert site.get(f"/newswire/v1/publications/{publication.uuid}").status_code == 410
    assert site.get("/newswire/v1/state").json()["live"]["count"] == 0


@pytest.mark.parametrize("token", ["", "nwt_wrong", "Ünïcode", "x" * 9000])
def test_without_a_good_token_there_is_nothing(site: Site, token: str) -> None:
    for path in (CHANGES, "/newswire/v1/state"):
        answer = Client().get(path, headers={"authorization": f"Bearer {token}".encode().decode("latin-1")})
        assert (answer.status_code, answer["WWW-Authenticate"]) == (401, "Bearer")


def test_a_revoked_token_opens_nothing_and_none_is_kept_in_plain(site: Site) -> None:
    assert site.get(CHANGES).status_code == 200
    row = ChannelToken.objects.get()
    assert site.token not in str(row.__dict__)
    ChannelToken.objects.update(revoked_at=row.created_at)
    assert site.get(CHANGES).status_code == 401


@pytest.mark.parametrize(
    "change", [{"languages": ["fr"]}, {"page_types": ["host.hostpage"]}, {"mode": "thin"}]
)
def test_a_changed_filter_makes_the_cursor_void(site: Site, change: dict[str, Any]) -> None:
    tell(make_publication(), site.channel)
    site.catch_up()
    Channel.objects.update(**change)
    answer = site.get(CHANGES, after=site.cursor)
    assert answer.status_code == 410
    assert answer.json()["snapshot"] == CHANGES
    assert site.get(answer.json()["snapshot"]).status_code == 200


def test_a_restored_backup_makes_the_cursor_void(site: Site) -> None:
    tell(make_publication(), site.channel)
    site.catch_up()
    Counter.objects.update(epoch="0badf00d")
    assert site.get(CHANGES, after=site.cursor).status_code == 410


def test_a_cursor_from_a_future_that_was_lost_is_void(site: Site) -> None:
    """The database was put back and nobody ran newswire_restored: what it would skip is unknown."""
    tell(make_publication(), site.channel)
    site.catch_up()
    Counter.objects.update(sequence=0)
    answer = site.get(CHANGES, after=site.cursor)
    assert (answer.status_code, answer.json()["snapshot"]) == (410, CHANGES)


def test_a_channel_whose_kind_takes_nothing_back_still_reads_that_it_is_gone(site: Site) -> None:
    """Nothing was sent to it, so there is no delivery that names the body."""
    publication = make_publication()
    tell(publication, site.channel)
    tell(publication, site.channel, gone=True)
    Delivery.objects.filter(withdrawal=True).delete()
    (item,) = site.get(CHANGES).json()["items"]
    assert item["data"]["state"] == "gone"


def test_another_filter_of_the_call_makes_the_cursor_void(site: Site) -> None:
    tell(make_publication(), site.channel)
    site.catch_up()
    assert site.get(CHANGES, after=site.cursor, state="gone").status_code == 410


@pytest.mark.parametrize("cursor", ["x", "====", "ä", "MTIz", "a.b.c", "eC54LjEyMw.", "eC54Li0x"])
def test_what_is_no_cursor_is_said(site: Site, cursor: str) -> None:
    assert site.get(CHANGES, after=cursor).status_code in {400, 410}


@pytest.mark.parametrize(
    "query",
    [
        {"limit": 0},
        {"limit": 501},
        {"limit": "many"},
        {"after": "x" * 201},
        {"lang": "\0"},
        {"lang": ""},
        {"type": ""},
        {"state": "\0"},
        {"state": "removed"},
    ],
)
def test_odd_questions_are_refused(site: Site, query: dict[str, Any]) -> None:
    assert site.get(CHANGES, **query).status_code == 422


def test_a_page_ends_where_its_bodies_are_large(site: Site) -> None:
    for _ in range(3):
        publication = make_publication()
        large = json.dumps({"data": {"id": str(publication.uuid), "text": "x" * 3_000_000}}).encode()
        (delivery,) = announce(publication, [site.channel], body=large)
        Copy.objects.create(
            channel=site.channel,
            publication=publication,
            announced_sequence=delivery.event_id,
            announced_version=1,
            announced_state="live",
        )
    answer = site.get(CHANGES).json()
    assert len(answer["items"]) == 1
    assert not answer["upToDate"]


def test_a_narrowed_feed_goes_on_though_a_page_finds_nothing(
    site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(changes, "LOOKED_AT", 3)
    for lang in ("en", "en", "en", "en", "fr"):
        tell(make_publication(lang=lang), site.channel)
    first = site.get(CHANGES, lang="fr").json()
    assert (first["items"], first["upToDate"]) == ([], False)
    second = site.get(CHANGES, lang="fr", after=first["next"]).json()
    assert (len(second["items"]), second["upToDate"]) == (1, True)
    whole = site.get(CHANGES, lang="en", limit=2).json()
    assert (len(whole["items"]), whole["upToDate"]) == (2, False), "what was found is not passed over"
    rest = site.get(CHANGES, lang="en", limit=2, after=whole["next"]).json()
    assert len(rest["items"]) == 2
    assert site.get(CHANGES, lang="en", after=rest["next"]).json()["items"] == []


def test_a_receiver_proves_that_it_holds_everything(site: Site) -> None:
    pages = [make_publication() for _ in range(6)]
    for page in (*pages, pages[2]):
        tell(page, site.channel)
    tell(pages[4], site.channel, gone=True)
    site.catch_up()
    assert site.get("/newswire/v1/state").json()["live"] == {"count": 5, "hash": site.proof()}
    tell(pages[5], site.channel, gone=True)
    assert site.get("/newswire/v1/state").json()["live"]["hash"] != site.proof()


def test_state_and_publication_answer_304(site: Site) -> None:
    publication = make_publication()
    tell(publication, site.channel)
    for path in ("/newswire/v1/state", f"/newswire/v1/publications/{publication.uuid}"):
        tag = site.get(path)["ETag"]
        assert site.client.get(path, headers={"if-none-match": tag}).status_code == 304
        tell(publication, site.channel)
        assert site.client.get(path, headers={"if-none-match": tag}).status_code == 200


def test_queries_do_not_grow_with_the_archive(site: Site, django_assert_max_num_queries) -> None:
    for _ in range(30):
        tell(make_publication(), site.channel)
    with django_assert_max_num_queries(4):
        assert len(site.get(CHANGES, limit=30).json()["items"]) == 30


def test_openapi_describes_them() -> None:
    paths = Client().get("/newswire/v1/openapi.json").json()["paths"]
    assert set(paths) == {
        CHANGES,
        "/newswire/v1/publications/{publication}",
        "/newswire/v1/state",
        "/newswire/v1/keys/{channel}",
    }
