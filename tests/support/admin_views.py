"""Every admin view of Newswire with an address that works. Found, not listed: a new view is among them."""

import uuid
from collections.abc import Iterator
from typing import Any, NamedTuple

import pytest
from django.contrib.auth.models import User
from django.urls import URLPattern, URLResolver, get_resolver, reverse
from host.tree import Tree, plant

from newswire.cms.intake.models import IncomingSite
from newswire.publisher import roles
from newswire.publisher.models import HubSubscription, HubTopic, Job, Publication, Trigger, Upload
from support.factories import announce, make_channel


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
        "subscription": HubSubscription.objects.create(
            topic=HubTopic.objects.create(url="https://newsroom.example/", digest="x"),
            callback="https://x.example/",
        ).pk,
        "incoming": IncomingSite.objects.create(slug="partner", name="Partner").pk,
        "takedown": Job.objects.create(
            kind=Job.Kind.TAKEDOWN, scope={"copies": [], "publications": [publication.pk], "live": []}
        ).uuid,
        "revision": page.latest_revision_id,
        "upload": Upload.objects.create(by=User.objects.create(username="elsewhere"), arrivals=[]).uuid,
    }


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
    namespaces = {
        "newswire_triggers": "trigger",
        "newswire_incoming": "incoming",
        "newswire_subscriptions": "subscription",
    }
    of = namespaces.get(name.split(":")[0], "channel")
    pk = values["job"] if ":job" in name else values[of]
    more = {"pk": pk, "page_id": values["page"], "channel_id": values["channel"], "job_id": values["job"]}
    more |= {
        "transport": "webhook",
        "action": "pause",
        "job": values["takedown"],
        "revision_id": values["revision"],
        "lang": "fr",
        "batch": uuid.uuid4(),
        "uuid": values["upload"],
    }
    return reverse(name, kwargs={part: more[part] for part in pattern.pattern.converters})
