"""Articles through Wagtail's APIs v2 and v3: complete, in few queries, and asked again for nothing."""

import cProfile
import json
import pstats
from collections.abc import Callable
from datetime import datetime
from typing import Any

import pytest
import wagtail
from django.apps import apps
from django.core.files.base import ContentFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import path
from django.utils import timezone
from jsonschema import Draft202012Validator
from openapi_spec_validator import validate as validate_openapi
from support import plain_pages
from urls import urlpatterns as site
from wagtail.api.v2.router import WagtailAPIRouter
from wagtail.api.v3.urls import api as v3
from wagtail.documents import get_document_model
from wagtail.embeds.embeds import get_embed_hash
from wagtail.embeds.models import Embed
from wagtail.models import APIToken, Locale, PageViewRestriction

from newswire.cms.api import registered
from newswire.cms.api.conditional import conditional
from newswire.cms.api.v2 import PagesAPIViewSet
from newswire.cms.articles.api import body_of
from newswire.cms.models import Author, PictureCredit, Topic
from newswire.cms.pages.models import ArticlePage, NewsIndexPage
from newswire.publisher.models import LanguageSet

pytestmark = pytest.mark.django_db

router = WagtailAPIRouter("wagtailapi")
router.register_endpoint("pages", PagesAPIViewSet)
TWO = "/api/v2/pages/?type=newswire_pages.ArticlePage&fields=*"
THREE = "/api/v3/articles/?"
PLAIN = "/plain/pages/?type=newswire_pages.ArticlePage&fields=*"
MOST_QUERIES = 12
VIDEO = "https://video.example/1"


class WithApis:
    urlpatterns = [
        path("api/v2/", conditional(router.urls)),
        path("api/v3/", conditional(v3.urls)),
        path("plain/", plain_pages.router.urls),
        *site,
    ]


@pytest.fixture(autouse=True)
def apis(settings: Any) -> None:
    settings.ROOT_URLCONF = WithApis
    settings.WAGTAILAPI_LIMIT_MAX = 50


@pytest.fixture
def newsroom(write: Any, translate: Any, picture: Any, indexes: Any) -> Callable[[int], list[ArticlePage]]:
    """A rich site: `newsroom(50)` articles with every block, versions, topics, authors, a section."""
    english, french = (Locale.objects.get(language_code=code) for code in ("en", "fr"))
    indexes["en"].refresh_from_db()
    section = indexes["en"].add_child(instance=NewsIndexPage(title="Economy", locale=english))
    target, other = (
        write("Target", summary="As chosen", lead_picture=picture("t.jpg", (60, 40))),
        write("Other"),
    )
    cible = translate(other, "fr", "Autre")
    host_page = section
    document = get_document_model().objects.create(title="Terms", file=ContentFile(b"%PDF-", name="t.pdf"))
    Embed.objects.create(url=VIDEO, hash=get_embed_hash(VIDEO), type="video", title="Launch", html="")
    images = [picture(f"{n}.jpg", (60, 40), credit=f"Agency {n}" if n else "") for n in range(3)]
    space = Topic.objects.create(name="Space", locale=english)
    espace = space.copy_for_translation(french)
    espace.name = "Espace"
    espace.save()
    jane = Author.objects.create(name="Jane", locale=english, page=host_page, role="Editor")

    def body(number: int) -> list[tuple[str, Any]]:
        placed = {"image": images[number % 3], "alt_text": "A rover", "caption": "At its test"}
        text = (
            f'<p>{number}: <a linktype="page" id="{target.pk}">one</a>, '
            f'<a linktype="page" id="{cible.pk}">two</a>, '
            f'<a linktype="document" id="{document.pk}">terms</a>.</p>'
        )
        blocks = [
            ("heading", {"text": f"Heading {number}", "level": "h3"}),
            ("paragraph", text),
            ("quote", {"text": "We agreed.", "name": "Jeanne"}),
            ("fact_box", {"heading": "In figures", "text": "<ul><li>Two countries</li></ul>"}),
            ("table", {"data": [["a", "b"]], "table_caption": "T", "first_row_is_table_header": True}),
            ("image", placed),
            ("gallery", {"pictures": [placed, placed | {"image": images[(number + 1) % 3]}]}),
            ("photo_credit", {"text": ""}),
            ("embed", {"url": VIDEO, "title": "", "poster": images[0]}),
            ("document", {"document": document, "title": ""}),
            ("link_button", {"text": "Register", "page": target}),
            ("full_article", {"rows": [{"page": host_page}, {"page": cible}]}),
        ]
        items = [("page", {"page": target}), ("page", {"page": cible})]
        related = {"items": items[: number % 3], "automatic": number % 2 == 0}
        return blocks if number % 5 == 4 else [*blocks, ("related_news", related)]

    def make(count: int) -> list[ArticlePage]:
        made = []
        for number in range(count):
            version = number % 5 == 3
            under = indexes["fr"] if version else section if number % 5 == 1 else indexes["en"]
            under.refresh_from_db()
            fields = {"lead_picture": images[number % 3], "lead_alt_text": "Two flags", "body": body(number)}
            if version:
                fields["translation_key"] = made[-1].translation_key
            page = ArticlePage(title=f"Article {number}", locale=under.locale, **fields)
            page.first_published_at = page.last_published_at = timezone.now()
            made.append(under.add_child(instance=page))
            # Beside the live page, without the time that publishing takes.
            for name, row in (
                ("article_topics", {"topic": space}),
                ("article_authors", {"author": jane}),
                ("corrections", {"note": f"Wrong {number}"}),
            ):
                getattr(ArticlePage, name).rel.related_model.objects.create(page=page, **row)
            if not version:
                known = LanguageSet.objects.create(key=page.translation_key)
                known.outside_versions.create(lang="pt", url=f"https://pt.example/{number}")
        return made

    return make


def get(address: str, client: Client | None = None, **headers: str) -> Any:
    return (client or Client()).get(address, headers=headers)


def queries(address: str) -> tuple[int, list[dict[str, Any]]]:
    get(address)  # makes the renditions, fills the caches of sites and content types
    with CaptureQueriesContext(connection) as captured:
        answer = get(address)
    assert answer.status_code == 200, answer.content
    return len(captured), answer.json()["items"]


def test_fifty_articles_cost_as_many_queries_as_one(newsroom: Any) -> None:
    newsroom(48)
    for api in (TWO, THREE):
        one, ten, fifty = (queries(f"{api}&limit={limit}") for limit in (1, 10, 50))
        assert len(fifty[1]) == 50
        assert one[0] <= ten[0] <= fifty[0] <= MOST_QUERIES, (api, one[0], ten[0], fifty[0])
        for item in fifty[1][5::9]:
            assert item == alone(api, item), "gathered with others it says something else"


def test_a_list_takes_as_many_steps_as_wagtails_own(newsroom: Any) -> None:
    """Calls and not seconds, which other processes would lengthen."""
    newsroom(18)
    columns = ",".join([*plain_pages.SHARED, "lead", "topics", "authors"])
    plain, same = steps(f"{PLAIN}&limit=20"), steps(f"{TWO.replace('*', columns)}&limit=20")
    assert same < 1.2 * plain, (same, plain)


def test_one_article_takes_no_more_statements_than_wagtails_own_and_hardly_more_steps(newsroom: Any) -> None:
    pk = newsroom(3)[2].pk
    columns = ",".join(
        [
            "_,id,type,detail_url,html_url,slug,show_in_menus,seo_title,search_description",
            "first_published_at,alias_of,parent,locale,title",
            *plain_pages.SHARED,
            "lead",
            "topics",
            "authors",
        ]
    )
    plain, same = f"/plain/pages/{pk}/", f"/api/v2/pages/{pk}/?fields={columns}"
    assert statements(same) < statements(plain)
    assert statements(f"/api/v2/pages/{pk}/") <= statements(plain)
    assert steps(same) < 1.4 * steps(plain)


def statements(address: str) -> int:
    get(address)
    with CaptureQueriesContext(connection) as found:
        assert get(address).status_code == 200
    return len(found)


def steps(address: str) -> int:
    get(address)
    profile = cProfile.Profile()
    answer = profile.runcall(get, address)
    assert answer.status_code == 200, answer.content
    return sum(calls for _, calls, *_ in pstats.Stats(profile).stats.values())  # type: ignore[attr-defined]


def test_json_is_indented_for_who_asks() -> None:
    assert b"\n" not in get(TWO).content
    assert b"\n    " in get(TWO, accept="application/json; indent=4").content


def alone(api: str, item: dict[str, Any]) -> dict[str, Any]:
    version = "v2" if "v2" in api else "v3"
    found = get(f"/api/{version}/pages/{item['id']}/").json()
    if version == "v2":
        found["meta"].pop("parent")  # Wagtail shows it for single pages only
    return found


def test_an_article_is_complete(newsroom: Any) -> None:
    first, second, third, version, _ = newsroom(5)
    for api in (TWO, THREE):
        items = {item["id"]: item for item in get(f"{api}&limit=50").json()["items"]}
        found = items[third.pk]
        assert json.loads(json.dumps(body_of(ArticlePage.objects.get(pk=third.pk)))) == found["body"]
        assert found["lead"]["credit"]["text"] == "Agency 2"
        assert {file["name"] for file in found["images"][0]["renditions"]} >= {"webp-320", "social", "16x9"}
        assert [image["role"] for image in found["images"]] == ["lead", "body", "gallery", "gallery", "body"]
        assert [credit["text"] for credit in found["credits"]] == ["Agency 2"]
        assert found["topics"] == [{"slug": "space", "name": "Space", "lang": "en"}]
        author = {"name": "Jane", "role": "Editor", "url": "http://localhost/en/news/economy/"}
        assert found["authors"] == [author]
        assert [one["note"] for one in found["corrections"]] == ["Wrong 2"]
        versions = [(one["lang"], one["pageId"], one["external"]) for one in found["language_versions"]]
        assert versions == [("fr", version.pk, False), ("pt", None, True)]
        assert [one["lang"] for one in found["full_articles"]] == ["en", "fr"]
        assert [one["title"] for one in found["related"][:2]] == ["Target", "Other"]
        assert found["related"][0]["image"]["renditions"]
        assert [one["kind"] for one in found["related"]] == ["manual", "manual", "auto", "auto", "auto"]
        assert found["all_news"] == {"label": "All news", "url": "http://localhost/en/news/"}
        assert items[second.pk]["section"] == "Economy"
        french = items[version.pk]
        assert french["topics"][0] == {"slug": "space", "name": "Espace", "lang": "fr"}
        assert french["all_news"]["label"] == "Toutes les actualités"
        assert [one["lang"] for one in french["language_versions"]] == ["en", "pt"]
        assert items[first.pk]["related"] != []


def test_without_articles_nothing_is_asked(indexes: Any) -> None:
    for api in (TWO, THREE):
        assert get(api).json()["items"] == []


def tag(address: str) -> str:
    return str(get(address)["ETag"])


def addresses(page: Any) -> list[str]:
    return [TWO, THREE, f"/api/v2/pages/{page.pk}/", f"/api/v3/pages/{page.pk}/"]


def test_what_has_not_changed_is_not_sent_again(newsroom: Any) -> None:
    page = newsroom(3)[-1]
    for address in addresses(page):
        first = get(address)
        assert first["Cache-Control"] == "public, no-cache"
        assert {"Authorization", "Cookie"} <= set(first["Vary"].split(", "))
        for known in (first["ETag"], f"W/{first['ETag']}", f'"other", W/{first["ETag"]}', "*"):
            again = get(address, if_none_match=known)
            assert (again.status_code, again.content) == (304, b""), (address, known)
            assert again["ETag"] == first["ETag"]
            assert again["Cache-Control"] == "public, no-cache"
        assert get(address, if_none_match='"other"').status_code == 200


def test_the_etag_changes_with_all_that_is_shown(newsroom: Any, translate: Any) -> None:
    page = newsroom(3)[-1]
    target = ArticlePage.objects.get(title="Target")

    def rename_target() -> None:
        target.title = "Renamed"
        target.save_revision().publish()

    def credit_picture() -> None:
        PictureCredit.objects.filter(image=page.lead_picture).update(text="Somebody else")

    def hide_target() -> None:
        PageViewRestriction.objects.create(page=target, restriction_type=PageViewRestriction.LOGIN)

    changes = [
        rename_target,
        credit_picture,
        lambda: translate(page, "de", "Rat"),
        lambda: LanguageSet.objects.get(key=page.translation_key).outside_versions.update(
            url="https://x.example/"
        ),
        lambda: Topic.objects.filter(slug="space").update(name="Outer space"),
        lambda: Author.objects.update(role="Chief"),
        hide_target,
    ]
    for change in changes:
        before = {address: tag(address) for address in addresses(page)}
        change()
        for address, known in before.items():
            answer = get(address, if_none_match=known)
            assert answer.status_code == 200, (change, address)
            assert answer["ETag"] != known
    assert "Renamed" not in json.dumps(get(THREE).json())


@pytest.mark.parametrize("state", ["private", "below a private page", "draft", "unpublished"])
def test_what_is_not_for_everybody_is_shown_to_nobody(
    write: Any, indexes: Any, state: str, admin: Client
) -> None:
    shown = write("Shown")
    hidden = write("Secret words", live=state != "draft")
    teaser = {"items": [("page", {"page": hidden})], "automatic": True}
    text = f'<p><a linktype="page" id="{hidden.pk}">see</a></p>'
    beside = write("Beside", body=[("paragraph", text), ("related_news", teaser)])
    known = {address: tag(address) for address in (TWO, THREE)}
    where = {"private": hidden, "below a private page": indexes["en"]}
    if state in where:
        PageViewRestriction.objects.create(page=where[state], restriction_type=PageViewRestriction.LOGIN)
    elif state == "unpublished":
        hidden.unpublish()
    for address in (TWO, THREE, f"/api/v2/pages/{beside.pk}/", f"/api/v3/pages/{beside.pk}/"):
        answer = get(address, if_none_match=known.get(address, '""'))
        assert "Secret words" not in answer.content.decode()
        assert state == "draft" or answer.status_code in {200, 404}
    for version in ("v2", "v3"):
        assert get(f"/api/{version}/pages/{hidden.pk}/").status_code == 404
        assert get(f"/api/{version}/pages/{hidden.pk}/?version=draft").status_code in {400, 404}
    assert (get(THREE).json()["count"] == 0) == (state == "below a private page")
    assert shown.live


def test_who_logs_in_shares_no_cache(write: Any, admin: Client, editor: Any) -> None:
    page = write("Council")
    page.title = "Not yet"
    page.save_revision()
    _, token = APIToken.create_token(user=editor, name="test")
    assert get(TWO, client=admin)["Cache-Control"] == "private, no-cache"
    draft = get(f"/api/v3/pages/{page.pk}/?version=draft", authorization=f"Bearer {token}")
    assert draft.json()["title"] == "Not yet"
    assert draft["Cache-Control"] == "private, no-cache"
    assert draft["ETag"] != tag(f"/api/v3/pages/{page.pk}/?version=draft")


@pytest.mark.searched
def test_v2_filters_and_searches_as_before(newsroom: Any) -> None:
    first, second, third, version, _ = newsroom(5)

    def found(query: str) -> list[int]:
        return [item["id"] for item in get(f"{TWO}&limit=50&{query}").json()["items"]]

    assert found(f"translation_of={third.pk}") == [version.pk]
    assert version.pk in found("locale=fr")
    assert first.pk not in found("locale=fr")
    assert found(f"descendant_of={second.get_parent().pk}") == [second.pk]
    assert found("search=Rover&order=title") == found("search=rover&order=title") != []
    assert found(f"translation_key={third.translation_key}&locale=en") == [third.pk]
    titles = [item["title"] for item in get(f"{TWO}&order=-title&limit=2").json()["items"]]
    assert titles == ["Target", "Other"]
    assert [set(item) for item in get("/api/v2/pages/?limit=1").json()["items"]] == [{"id", "meta", "title"}]


@pytest.mark.searched
def test_v3_narrows(newsroom: Any) -> None:
    first, second, third, version, last = newsroom(5)

    def found(query: str) -> list[int]:
        return [item["id"] for item in get(f"{THREE}limit=50&{query}").json()["items"]]

    assert version.pk in found("locale=fr")
    assert set(found("topic=space")) == {first.pk, second.pk, third.pk, version.pk, last.pk}
    assert set(found("author=jane")) == set(found("topic=space"))
    assert found("topic=nothing") == []
    assert found(f"section={second.get_parent().pk}") == [second.pk]
    assert found(f"translation_of={third.pk}") == [version.pk]
    assert found("published_before=2001-01-01T00:00:00Z") == []
    assert third.pk in found("published_from=2001-01-01T00:00:00Z&search=article")
    dates = [datetime.fromisoformat(item["published_at"]) for item in get(THREE).json()["items"]]
    assert dates == sorted(dates, reverse=True)


HOSTILE = [
    (TWO + "&limit=51", 400),
    (TWO + "&limit=-1", 400),
    (TWO + "&offset=x", 400),
    ("/api/v2/pages/?fields=body(", 400),
    ("/api/v2/pages/?fields=*,*", 400),
    ("/api/v2/pages/?type=newswire_pages.ArticlePage&fields=_,body(html(secret))", 400),
    ("/api/v2/pages/?type=newswire_pages.ArticlePage&fields=owner,live_revision", 400),
    ("/api/v2/pages/?type=auth.User", 400),
    (TWO + "&search=a%00b", 400),
    (TWO + "&locale=%00", 400),
    (TWO + "&site=a%00b", 400),
    (TWO + "&published_at=yesterday", 400),
    (TWO + "&first_published_at=2026-02-31", 400),
    (TWO + "&search=x&search_operator=x", 400),
    (f"{TWO}&offset={10**30}", 400),
    ("/api/v2/pages/find/?id=x", 400),
    ("/api/v2/pages/find/?html_path=a%00b", 400),
    (THREE + f"offset={10**30}", 400),
    ("/api/v2/pages/999999/", 404),
    (f"/api/v2/pages/{10**30}/", 404),
    (THREE + "limit=51", 400),
    (THREE + "limit=0", 422),
    (THREE + "offset=-1", 422),
    (THREE + "type=auth.User", 422),
    (THREE + "topic=a%00b", 422),
    (THREE + "search=a%00b", 422),
    (THREE + "locale=xx", 404),
    (THREE + f"section={10**30}", 404),
    (THREE + "translation_of=999999", 404),
    (THREE + "published_from=yesterday", 422),
    (THREE + "site=nowhere.example", 404),
    ("/api/v3/pages/999999/", 404),
]


def test_what_cannot_be_answered_is_said_in_words(write: Any) -> None:
    write("Council")
    for address, status in HOSTILE:
        answer = get(address)
        assert answer.status_code == status, (address, answer.content)
        said = answer.json()
        assert said.get("message") or said.get("detail") or said.get("errors"), address


def test_openapi_tells_the_truth(newsroom: Any) -> None:
    newsroom(5)
    description = get("/api/v3/openapi.json").json()
    # Wagtail's own, an HTTP scheme without its name, which OpenAPI does not allow.
    description["components"]["securitySchemes"].pop("AllowAnonymous")
    validate_openapi(description)
    listing = description["paths"]["/api/v3/articles/"]["get"]
    shape = listing["responses"]["200"]["content"]["application/json"]["schema"]
    validator = Draft202012Validator(shape | {"components": description["components"]})
    answer = get(f"{THREE}limit=50").json()
    assert not list(validator.iter_errors(answer))
    broken = answer | {"items": [answer["items"][0] | {"topics": [{"slug": 1}]}]}
    if wagtail.VERSION >= (8, 0, 1):  # the first that describes fields with a serializer of their own
        assert list(validator.iter_errors(broken)), "the description says nothing of what an article holds"
    assert {one["name"] for one in listing["parameters"]} >= {"type", "locale", "topic", "limit", "search"}


def test_a_host_without_articles_starts(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(apps, "get_models", lambda: [])
    registered.connect()  # else refused: the addresses of the API have been asked for
