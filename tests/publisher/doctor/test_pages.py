"""Pages that dispatch has found to have problems, or that the doctor renders to see."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from pytest_django import Settings
from support.announced import publication_of, republish

from newswire.publisher import dispatch
from newswire.publisher.capture import touch
from newswire.publisher.doctor import pages, steadiness
from newswire.publisher.models import Channel, Priority, Publication

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def template(settings: Settings, tmp_path: Path) -> Callable[[str], None]:
    """Writes the template of the host's pages."""
    (tmp_path / "host").mkdir()
    plain = settings.TEMPLATES[0]

    def write(text: str) -> None:
        (tmp_path / "host" / "host_page.html").write_text(text)
        settings.TEMPLATES = [{**plain, "DIRS": [tmp_path]}]  # Django keeps no template of before

    return write


def said(examination: Any) -> list[str]:
    return [str(finding.words) for finding in examination.examine() if finding.level == "warning"]


def test_a_page_without_main_is_kept_in_mind_until_it_has_one(
    published: Callable[..., Any], channel: Callable[..., Channel], template: Callable[[str], None]
) -> None:
    channel()
    template("<body><p>{{ page.title }}</p></body>")
    page = published("Harbour reopens")
    assert publication_of(page).render_warnings
    (words,) = said(pages)
    assert words == (
        f"Page {page.pk} “Harbour reopens” has neither <main> nor <article>: it is sent without a body."
    )
    template("<main>{{ page.title }}</main>")
    republish(page, intro="Now with one")
    dispatch.run()
    assert said(pages) == []


def test_a_page_that_renders_differently_each_time_is_named_and_others_are_not(
    published: Callable[..., Any], channel: Callable[..., Channel], template: Callable[[str], None]
) -> None:
    channel()
    template("<main>{{ page.title }}{% if 'Unsteady' in page.title %}{% now 'u' %}{% endif %}</main>")
    steady, unsteady = published("Steady"), published("Unsteady")
    for _ in range(2):
        touch([steady.pk, unsteady.pk], Priority.DEPENDENT)
        dispatch.run()
    newest = published("Steady, and the newest of its type")
    before = list(Publication.objects.order_by("pk").values_list("version", "generation"))

    assert said(steadiness) == [f"Page {unsteady.pk} “Unsteady” renders differently each time."]
    assert list(Publication.objects.order_by("pk").values_list("version", "generation")) == before
    assert newest.live


def test_an_unsteady_template_is_found_by_one_page_of_its_type(
    published: Callable[..., Any], channel: Callable[..., Channel], template: Callable[[str], None]
) -> None:
    channel()
    template("<main>{% now 'u' %}</main>")
    page = published("Only once announced")
    assert said(steadiness) == [f"Page {page.pk} “Only once announced” renders differently each time."]


def test_a_page_that_cannot_be_rendered_is_another_finding(
    published: Callable[..., Any], channel: Callable[..., Channel], template: Callable[[str], None]
) -> None:
    channel()
    published("Fine when it was announced")
    template("{% now 'u' %}{% include 'nothing.html' %}")
    assert said(steadiness) == []
    template("<main>{% now 'u' %}</main>")
    assert len(said(steadiness)) == 1
