"""Every admin view of Newswire, tried as each role, as somebody with no role, and as nobody.

The addresses are found, not listed: a view that is added and checks nothing fails here.
"""

import re
import uuid
from collections.abc import Iterator
from typing import Any, NamedTuple

import pytest
from django.contrib.auth.models import Group, Permission, User
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse
from host.tree import Tree, plant
from support.factories import announce, make_channel

from newswire.publisher import roles
from newswire.publisher.models import Job, Publication, Trigger

pytestmark = pytest.mark.django_db(transaction=True)

REPORTER, EDITOR, MANAGER = "Reporter", "Editor", "Channel manager"
FRENCH = "Translator (fr)"
HOME = "/admin/"
# Namespace: who may open any of its views. A view that asks for more, or less, stands below by its name.
OF_NAMESPACE = {
    "newswire_channels": {MANAGER},
    "newswire_triggers": {MANAGER},
    "newswire_status": {MANAGER},
    "newswire_reports": {EDITOR, MANAGER},
}
OF_VIEW = {"newswire_reports:arrival": {MANAGER}}
# A fragment in a page that is open while a permission is withdrawn: says so in its place.
SAYS_SO = {"newswire_panel:fragment"}
EVERYBODY = {REPORTER, EDITOR, MANAGER, FRENCH}


class View(NamedTuple):
    name: str
    path: str


@pytest.fixture
def values() -> dict[str, Any]:
    """What the addresses are made with: an English page and what belongs to it."""
    tree: Tree = plant()
    tree.home.copy_for_translation(tree.french)
    page = tree.published()
    publication, _ = Publication.objects.update_or_create(
        page_id=page.pk, defaults={"state": "live", "title": page.title, "tree_path": page.path, "lang": "en"}
    )
    channel = make_channel("http://127.0.0.1:9/", name="Partner", page_types=["host.hostpage"])
    announce(publication, [channel])
    job = Job.objects.create(kind=Job.Kind.REPLAY, channel=channel)
    trigger = Trigger.objects.create(slug="vendor", name="Vendor", actions=["publish"])
    roles.make()
    return {
        "page": page.pk,
        "channel": channel.pk,
        "job": job.pk,
        "trigger": trigger.pk,
        "takedown": Job.objects.create(
            kind=Job.Kind.TAKEDOWN, scope={"copies": [], "set": str(page.translation_key)}
        ).uuid,
        "revision": page.latest_revision_id,
    }


def client_of(group: str) -> Client:
    user, _ = User.objects.get_or_create(username=group or "somebody")
    user.groups.set(Group.objects.filter(name=group))
    user.user_permissions.set(Permission.objects.filter(codename="access_admin"))
    client = Client()
    client.force_login(user)
    return client


def found() -> Iterator[tuple[str, URLPattern]]:
    """Names with their namespaces, and patterns, of all of Newswire's views in the admin."""
    admin = next(one for one in get_resolver().url_patterns if str(one.pattern) == "admin/")
    yield from _below(admin, "")


def _below(resolver: URLResolver, namespace: str) -> Iterator[tuple[str, URLPattern]]:
    for one in resolver.url_patterns:
        if isinstance(one, URLResolver):
            inner = f"{namespace}{one.namespace}:" if one.namespace else namespace
            yield from _below(one, inner)
        elif namespace.startswith("newswire") or _is_ours(one):
            yield f"{namespace}{one.name}", one


def _is_ours(pattern: URLPattern) -> bool:
    view = getattr(pattern.callback, "view_class", pattern.callback)
    return view.__module__.startswith("newswire.publisher")


def views(values: dict[str, Any]) -> list[View]:
    return [View(name, _path(name, pattern, values)) for name, pattern in found()]


def _path(name: str, pattern: URLPattern, values: dict[str, Any]) -> str:
    """Raises KeyError for a part of an address that this test has no value for: give it one."""
    of = "trigger" if name.startswith("newswire_triggers") else "channel"
    pk = values["job"] if ":job" in name else values[of]
    more = {"pk": pk, "page_id": values["page"], "channel_id": values["channel"], "job_id": values["job"]}
    more |= {
        "transport": "webhook",
        "action": "pause",
        "job": values["takedown"],
        "revision_id": values["revision"],
        "lang": "fr",
        "batch": uuid.uuid4(),
    }
    return reverse(name, kwargs={part: more[part] for part in pattern.pattern.converters})


def is_let_in(client: Client, path: str) -> bool:
    """By GET, and by POST where it takes nothing else. A form with something missing has let in too."""
    response = client.get(path)
    if response.status_code == 405:
        response = client.post(path)
    if response.status_code in (401, 403):
        return False
    if response.status_code == 302:  # who is refused is led to the first page, and told why
        return response["Location"] != HOME and "/login/" not in response["Location"]
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
