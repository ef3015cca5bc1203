"""Suggestions of related news for an article that is being written."""

from typing import Any

import pytest
from django.contrib.auth.models import Group, Permission, User
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from wagtail.models import GroupPagePermission, Locale, PageViewRestriction

from newswire.cms.models import Topic
from newswire.cms.pages.models import NewsIndexPage

pytestmark = pytest.mark.django_db
VIEW = "newswire_related_suggestions"


def add_form(index: Any) -> str:
    return reverse("wagtailadmin_pages:add", args=["newswire_pages", "articlepage", index.pk])


def edit_form(page: Any) -> str:
    return reverse("wagtailadmin_pages:edit", args=[page.pk])


def titles(client: Client, form: str, **query: Any) -> list[str]:
    response = client.get(reverse(VIEW), {"form": form, **query})
    assert response.status_code == 200
    return [one["adminTitle"].split(" (")[0] for one in response.json()["suggestions"]]


@pytest.fixture
def space(indexes: Any) -> Topic:
    return Topic.objects.create(name="Space", locale=Locale.objects.get(language_code="en"))


def test_a_new_article_is_offered_what_shares_its_topic_then_its_section_then_the_newest(
    admin: Client, write: Any, indexes: Any, space: Topic
) -> None:
    on_topic = write("On topic", live=False)
    on_topic.article_topics.create(topic=space)
    on_topic.save_revision().publish()
    section = indexes["en"].add_child(instance=NewsIndexPage(title="Economy", locale=indexes["en"].locale))
    write("In section", under=section)
    write("New")
    assert titles(admin, add_form(section), topic=[space.pk]) == ["On topic", "In section", "New"]
    assert titles(admin, add_form(indexes["en"])) == ["New", "In section", "On topic"]


def test_five_at_most_and_none_that_is_in_the_list_already(admin: Client, write: Any, indexes: Any) -> None:
    pages = [write(f"Article {n}") for n in range(7)]
    assert titles(admin, add_form(indexes["en"])) == [f"Article {n}" for n in (6, 5, 4, 3, 2)]
    chosen = [pages[6].pk, pages[4].pk]
    assert titles(admin, add_form(indexes["en"]), chosen=chosen) == [f"Article {n}" for n in (5, 3, 2, 1, 0)]


def test_never_itself_its_versions_drafts_or_private_pages(
    admin: Client, write: Any, translate: Any, indexes: Any
) -> None:
    page, private = write("Council"), write("Private")
    translate(page, "fr", "Conseil")
    write("Draft", live=False)
    PageViewRestriction.objects.create(page=private, restriction_type="login")
    write("Public")
    assert titles(admin, edit_form(page)) == ["Public"]
    assert titles(admin, add_form(indexes["fr"])) == ["Conseil"]


def test_a_suggestion_is_what_a_page_chooser_keeps(admin: Client, write: Any, indexes: Any) -> None:
    page = write("Council")
    response = admin.get(reverse(VIEW), {"form": add_form(indexes["en"])})
    (one,) = response.json()["suggestions"]
    assert one.pop("date")
    assert one == {
        "id": page.pk,
        "parentId": indexes["en"].pk,
        "adminTitle": page.get_admin_display_title(),
        "editUrl": edit_form(page),
    }


def test_queries_do_not_grow(admin: Client, write: Any, indexes: Any, space: Topic) -> None:
    def queries() -> int:
        with CaptureQueriesContext(
            connection,
        ) as captured:
            titles(admin, add_form(indexes["en"]), topic=[space.pk])
        return len(captured)

    write("One")
    few = queries()
    for number in range(8):
        write(f"Article {number}")
    assert queries() <= few <= 20


@pytest.fixture
def reporter(indexes: Any) -> Client:
    """May write below the English index alone."""
    group = Group.objects.create(name="English reporters")
    group.permissions.add(Permission.objects.get(codename="access_admin"))
    add = Permission.objects.get(content_type__app_label="wagtailcore", codename="add_page")
    GroupPagePermission.objects.create(group=group, page=indexes["en"], permission=add)
    user = User.objects.create_user("reporter", password="password")
    user.groups.add(group)
    client = Client(headers={"x-requested-with": "XMLHttpRequest"})
    client.force_login(user)
    return client


def test_only_who_may_edit_there_sees_suggestions(reporter: Client, write: Any, indexes: Any) -> None:
    page = write("Council")
    assert titles(reporter, add_form(indexes["en"])) == ["Council"]
    for form in (add_form(indexes["fr"]), edit_form(page), "/admin/pages/999999/edit/"):
        response = reporter.get(reverse(VIEW), {"form": form})
        assert response.status_code in {302, 403}, form
        assert b"Council" not in response.content
    anonymous = Client().get(reverse(VIEW), {"form": add_form(indexes["en"])})
    assert anonymous.status_code == 302


@pytest.mark.parametrize("form", ["", "https://evil.example/", "/admin/", "/en/news/", "//", "\x00"])
def test_another_address_is_a_bad_request(admin: Client, indexes: Any, form: str) -> None:
    assert admin.get(reverse(VIEW), {"form": form}).status_code == 400


def test_numbers_that_are_none_are_passed_over(admin: Client, write: Any, indexes: Any) -> None:
    write("Council")
    odd = ["", "x", "-1", "1e9", "9" * 40, "²"]
    assert titles(admin, add_form(indexes["en"]), topic=odd, chosen=odd) == ["Council"]


def test_another_page_type_has_none(admin: Client, write: Any, indexes: Any) -> None:
    write("Council")
    assert titles(admin, edit_form(indexes["en"])) == []
    unknown = f"/admin/pages/add/no/such/{indexes['en'].pk}/"
    assert admin.get(reverse(VIEW), {"form": unknown}).status_code == 400


def test_the_form_brings_the_script_as_a_file(admin: Client, indexes: Any) -> None:
    html = admin.get(add_form(indexes["en"])).content.decode()
    assert "newswire_cms/related_suggestions.js" in html
    assert "newswire.cms.RelatedItemsBlock" in html
    assert reverse(VIEW) in html


def test_in_a_project_below_a_path(admin: Client, write: Any, indexes: Any, mounted: str) -> None:
    write("Article")
    form = add_form(indexes["en"])
    assert form.startswith(f"{mounted}/")
    response = admin.get(reverse(VIEW).removeprefix(mounted), {"form": form})
    assert response.status_code == 200
    assert len(response.json()["suggestions"]) == 1
