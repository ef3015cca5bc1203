"""Every admin view of Newswire, tried as each role, as somebody with no role, and as nobody.

The addresses are found, not listed: a view that is added and checks nothing fails here.
"""

import re
from typing import Any

import pytest
from django.contrib.auth.models import Group, Permission, User
from django.test import Client
from support.admin_views import values, views

__all__ = ["values"]
pytestmark = pytest.mark.django_db(transaction=True)

REPORTER, EDITOR, MANAGER = "Reporter", "Editor", "Channel manager"
FRENCH = "Translator (fr)"
HOME = "/admin/"
# Namespace: who may open any of its views. A view that asks for more, or less, stands below by its name.
OF_NAMESPACE = {
    "newswire_channels": {MANAGER},
    "newswire_triggers": {MANAGER},
    "newswire_subscriptions": {MANAGER},
    "newswire_status": {MANAGER},
    "newswire_reports": {EDITOR, MANAGER},
    "newswire_incoming": {MANAGER},
}
OF_VIEW = {"newswire_reports:arrival": {MANAGER}}
# A fragment in a page that is open while a permission is withdrawn: says so in its place.
SAYS_SO = {"newswire_panel:fragment"}
EVERYBODY = {REPORTER, EDITOR, MANAGER, FRENCH}


def client_of(group: str) -> Client:
    user, _ = User.objects.get_or_create(username=group or "somebody")
    user.groups.set(Group.objects.filter(name=group))
    user.user_permissions.set(Permission.objects.filter(codename="access_admin"))
    client = Client()
    client.force_login(user)
    return client


def is_let_in(client: Client, path: str) -> bool:
    """By GET, and by POST where it takes nothing else. A form with something missing has let in too."""
    response = client.get(path)
    if response.status_code == 405:
        response = client.post(path)
    if response.status_code in (401, 403, 404):
        return False
    if response.status_code == 302:  # who is refused is led to the first page, and told why
        to = response["Location"]
        # What is somebody else's is not there at all: for a 404 Django tries a language's address.
        return to != HOME and "/login/" not in to and not to.endswith(path)
    return response.status_code < 500


def test_the_addresses_are_found(values: dict[str, Any]) -> None:
    names = {view.name for view in views(values)}
    assert {"newswire_channels:send", "newswire_reports:failed_results", "newswire_status:index"} <= names
    assert len(names) > 30


def test_who_is_not_signed_in_sees_nothing(values: dict[str, Any]) -> None:
    for view in views(values):
        for answer in (Client().get(view.path), Client().post(view.path)):
            assert answer.status_code in (302, 401, 403), view
            assert answer.status_code != 302 or "/login/" in answer["Location"], view


def test_who_has_no_role_sees_nothing(values: dict[str, Any]) -> None:
    client = client_of("")
    let_in = [view for view in views(values) if is_let_in(client, view.path)]
    assert {view.name for view in let_in} <= SAYS_SO
    for view in let_in:
        assert not re.search("Harbour|Partner", client.get(view.path).content.decode()), view


@pytest.mark.parametrize("role", sorted(EVERYBODY))
def test_each_role_is_let_in_where_it_works_and_nowhere_else(values: dict[str, Any], role: str) -> None:
    client = client_of(role)
    wrong = {}
    for view in views(values):
        namespace = view.name.split(":")[0]
        allowed = OF_VIEW.get(view.name, OF_NAMESPACE.get(namespace))
        if allowed is not None and is_let_in(client, view.path) != (role in allowed):
            wrong[view.name] = view.path
    assert not wrong


def test_it_is_said_of_every_view_of_channels_and_reports_who_may(values: dict[str, Any]) -> None:
    """The rest goes by permissions on the page: tests of panel, editorial, translating."""
    said = {*OF_NAMESPACE, "newswire_panel", "newswire_editorial", "newswire_languages"}
    assert {view.name.split(":")[0] for view in views(values)} <= said
