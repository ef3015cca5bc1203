from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from host.models import HostPage
from host.tree import Tree
from support.translation_service import Service

from newswire.publisher.models import MachineJob, MachineMade

pytestmark = pytest.mark.django_db(transaction=True)


def url(name: str, *args: Any) -> str:
    return reverse(f"newswire_languages:{name}", args=args)


def test_asked_for_on_the_files_page_and_its_state_is_shown(
    page: HostPage, boss: Any, client: Client, service: Service
) -> None:
    client.force_login(boss)
    assert "By Service" in client.get(url("files", page.pk, "fr")).content.decode()
    answer = client.post(url("machine", page.pk, "fr"), follow=True)
    assert "The draft comes by itself" in answer.content.decode()
    assert "Waiting" in answer.content.decode()
    assert MachineJob.objects.get().by == boss
    assert service.seen == []


def test_no_button_where_it_is_off(page: HostPage, boss: Any, client: Client) -> None:
    client.force_login(boss)
    assert "Translate by machine" not in client.get(url("files", page.pk, "fr")).content.decode()


def test_the_languages_panel_says_so_until_somebody_has_read_it(
    translated: HostPage, boss: Any, client: Client, tree: Tree
) -> None:
    client.force_login(boss)
    assert "Machine-made" in client.get(url("panel", translated.pk)).content.decode()
    shown = client.get(url("machine_confirmed", translated.pk)).content.decode()
    assert "Service translated this version" in shown
    client.post(url("machine_confirmed", translated.pk))
    assert not MachineMade.objects.exists()
    assert "Machine-made" not in client.get(url("panel", translated.pk)).content.decode()
