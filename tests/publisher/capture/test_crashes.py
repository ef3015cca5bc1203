"""`kill -9` inside each step of a publish: page and generation are committed both or neither."""

import pytest
from host.models import HostPage
from host.process import run

from newswire.publisher.capture.intents import intend
from newswire.publisher.models import Intent

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.process]

PUBLISH = """
from host.models import HostPage
page = HostPage.objects.get(pk={pk})
page.title = "Published by a process that dies"
page.save_revision().publish()
"""


@pytest.mark.parametrize(
    ("where", "is_committed"),
    [
        # Before capture, in the page's transaction.
        ("from django.db.models.signals import pre_save; pre_save.connect(die, sender=HostPage)", False),
        # After capture, still in the page's transaction.
        (
            "from newswire.publisher.capture import pages; pages.intents.consume = die",
            False,
        ),
        # At the wake-up, and in Wagtail's own signal: both come after the commit.
        ("from newswire.publisher import broker; broker.app = die", True),
        ("from wagtail.signals import page_published; page_published.connect(die)", True),
        ("from wagtail.actions import publish_revision; publish_revision.log = die", True),
    ],
)
def test_killed_during_a_publish(tree, generation, where, is_committed):
    page = tree.published()
    intend(page.pk, Intent.Kind.SMALL_FIX)
    before = generation(page)
    assert run(f"from host.models import HostPage\n{where}\n{PUBLISH.format(pk=page.pk)}") == -9
    published = HostPage.objects.get(pk=page.pk).title == "Published by a process that dies"
    assert published == is_committed
    assert generation(page) == before + is_committed
    assert Intent.objects.filter(generation=None).exists() != is_committed


@pytest.mark.parametrize(
    ("where", "is_committed"),
    [
        ("from newswire.publisher.capture import raising; raising.wake.dispatch_soon = die", False),
        ("from newswire.publisher import broker; broker.app = die", True),
    ],
)
def test_killed_during_a_deletion(tree, generation, settle, where, is_committed):
    section = tree.published("Section")
    below = tree.published("Below", section)
    settle()
    before = generation(below)
    code = f"from host.models import HostPage\n{where}\nHostPage.objects.get(pk={section.pk}).delete()"
    assert run(code) == -9
    assert HostPage.objects.filter(pk=below.pk).exists() != is_committed
    assert generation(below) == before + is_committed


def test_killed_between_a_move_and_its_signal(tree, generation, settle):
    """The descendants' signal is lost; their addresses differ, so the next step of reconcile finds them."""
    from newswire.publisher import reconcile

    section, target = tree.published("Section"), tree.published("Target")
    below = tree.published("Below", section)
    settle()
    before = generation(below)
    code = f"""
    from host.models import HostPage
    from wagtail.actions import move_page
    move_page.post_page_move.send = die
    HostPage.objects.get(pk={section.pk}).move(HostPage.objects.get(pk={target.pk}), pos="last-child")
    """
    assert run(code) == -9
    assert HostPage.objects.get(pk=below.pk).url_path == "/news/target/section/below/"
    assert generation(below) == before
    reconcile.step(5)
    assert generation(below) == before + 1
