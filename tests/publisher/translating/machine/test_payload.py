"""What sites are told of a machine's version, until a person has confirmed it."""

from typing import Any

import pytest
from host.models import HostPage
from support.announced import last

from newswire.publisher import dependents, dispatch
from newswire.publisher.translating.machine import marks

pytestmark = pytest.mark.django_db(transaction=True)


def test_it_is_said_of_the_version_and_of_the_link_to_it(
    page: HostPage, translated: HostPage, channel: Any, boss: Any
) -> None:
    site = channel()
    page.save_revision().publish()
    dispatch.run()
    translated.get_latest_revision().publish()
    dispatch.run()
    dependents.run()
    dispatch.run()
    assert last(site, translated)["data"]["digitalSourceType"] == "compositeWithTrainedAlgorithmicMedia"
    assert [one["machineMade"] for one in last(site, page)["data"]["languageVersions"]] == [True]
    assert "digitalSourceType" not in last(site, page)["data"]
    before = last(site, translated)["data"]["version"]
    marks.confirm(translated, boss)
    dispatch.run()
    told = last(site, translated)["data"]
    assert told["version"] == before + 1
    assert "digitalSourceType" not in told
    assert all("machineMade" not in one for one in last(site, page)["data"]["languageVersions"])


def test_what_a_person_published_before_the_machines_draft_is_no_machines(
    page: HostPage, translated: HostPage, channel: Any, boss: Any
) -> None:
    site = channel()
    marks.confirm(translated, boss)
    HostPage.objects.get(pk=translated.pk).get_latest_revision().publish()
    marks.mark(translated.pk, "Service")  # of a draft
    live = HostPage.objects.get(pk=translated.pk)
    live.save()
    dispatch.run()
    assert "digitalSourceType" not in last(site, translated)["data"]
    live.save_revision().publish()
    dispatch.run()
    assert "digitalSourceType" in last(site, translated)["data"]
