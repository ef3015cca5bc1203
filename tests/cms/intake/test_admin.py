from typing import Any

import pytest
from django.contrib.auth.models import Group, Permission, User
from django.test import Client
from services.sender import SAMPLE_SECRET

from newswire.cms.intake.models import IncomingSite
from newswire.cms.pages.models import NewsIndexPage
from newswire.publisher import roles, secrets

pytestmark = pytest.mark.django_db
ADD = "/admin/newswire/incoming/new/"


def form(section: Any, **fields: str) -> dict[str, Any]:
    return {
        "name": "Lux",
        "slug": "lux",
        "secret": SAMPLE_SECRET,
        "section": section.pk,
        "mode": "draft",
        "active": "on",
        **fields,
    }


def test_a_site_is_added_and_its_secret_is_never_shown(
    admin: Client, indexes: dict[str, NewsIndexPage]
) -> None:
    page = admin.post(ADD, form(indexes["en"]), follow=True)
    site = IncomingSite.objects.get()
    assert "http://testserver/newswire/intake/lux/" in page.text and "Nothing has come yet." in page.text
    assert secrets.valid(site) == [SAMPLE_SECRET]
    edit = f"/admin/newswire/incoming/edit/{site.pk}/"
    assert SAMPLE_SECRET not in page.text + admin.get(edit).text
    admin.post(edit, form(indexes["fr"], secret="", mode="live"))
    site.refresh_from_db()
    assert site.mode == "live" and secrets.valid(site) == [SAMPLE_SECRET]


@pytest.mark.parametrize(
    ("fields", "says"),
    [
        ({"secret": ""}, "can be trusted"),
        ({"secret": "whsec_x"}, "no secret of a channel"),
        ({"secret": "whsk_" + "QUJD" * 11}, "no secret of a channel"),
    ],
)
def test_what_is_no_secret_is_refused(
    admin: Client, indexes: dict[str, NewsIndexPage], fields: dict[str, str], says: str
) -> None:
    assert says in admin.post(ADD, form(indexes["en"], **fields)).text
    assert not IncomingSite.objects.exists()


def test_a_section_is_a_news_index(admin: Client, indexes: dict[str, NewsIndexPage]) -> None:
    assert "Choose a news index" in admin.post(ADD, form(indexes["en"].get_parent())).text


def test_the_section_is_chosen_in_the_tree_and_no_list_of_all_pages(
    admin: Client, indexes: dict[str, NewsIndexPage]
) -> None:
    form = admin.get(ADD).text
    assert '<input type="hidden" name="section"' in form
    assert f'<option value="{indexes["en"].pk}"' not in form


def test_only_who_may_sees_and_changes_them(indexes: dict[str, NewsIndexPage]) -> None:
    site = IncomingSite.objects.create(slug="lux", name="Lux", section=indexes["en"])
    group = Group.objects.create(name="Staff")
    group.permissions.add(Permission.objects.get(codename="access_admin"))
    User.objects.create_user("reporter", password="password").groups.add(group)
    client = Client()
    client.login(username="reporter", password="password")
    for address in (
        ADD,
        f"/admin/newswire/incoming/edit/{site.pk}/",
        f"/admin/newswire/incoming/inspect/{site.pk}/",
    ):
        assert client.get(address).status_code == 302
    assert "Incoming sites" not in client.get("/admin/").text


def test_a_channel_manager_adds_one_below_a_page_that_is_chosen(indexes: dict[str, NewsIndexPage]) -> None:
    roles.make()
    User.objects.create_user("manager", password="password").groups.add(
        Group.objects.get(name="Channel manager")
    )
    client = Client()
    client.login(username="manager", password="password")
    home = indexes["en"].get_parent()
    assert "Incoming sites" in client.get("/admin/").text
    assert indexes["en"].title in client.get(f"/admin/choose-page/{home.pk}/").text
    client.post(ADD, form(indexes["en"]))
    assert IncomingSite.objects.get().section_id == indexes["en"].pk
    assert client.get(f"/admin/pages/{indexes['en'].pk}/edit/").status_code == 302, "the page is not theirs"
