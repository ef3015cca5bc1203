"""The note of a change: none too early, none lost with a process, none that holds up another."""

import pytest
from django.contrib.contenttypes.models import ContentType
from django.db import transaction
from django.utils import timezone
from host.process import run as run_process
from wagtail.models import Page

from newswire.publisher import dependents
from newswire.publisher.models import Change

pytestmark = pytest.mark.django_db(transaction=True)


def test_a_rolled_back_change_is_not_passed_on(picture, illustrated, followed):
    with followed(illustrated) as rolled_back, pytest.raises(RuntimeError), transaction.atomic():
        picture.save()
        raise RuntimeError
    assert rolled_back.times == [0]
    assert not Change.objects.exists()


def test_a_change_under_way_is_not_passed_on_too_early(picture, illustrated, followed):
    """A model of one table is saved without a transaction: the note is there before the change is."""
    from django.db.models.signals import pre_save

    raised = []

    def meanwhile(**kwargs):
        raised.append(dependents.run(5))

    pre_save.connect(meanwhile, sender=type(picture))
    try:
        with followed(illustrated) as changed:
            picture.save()
    finally:
        pre_save.disconnect(meanwhile, sender=type(picture))
    assert raised == [0]
    assert changed.times == [1]


@pytest.mark.process
def test_killed_between_a_picture_and_its_note(picture, illustrated, generation):
    before = generation(illustrated)
    code = f"""
    from wagtail.images import get_image_model
    from newswire.publisher.dependents import signals
    signals.vars = die
    picture = get_image_model().objects.get(pk={picture.pk})
    picture.title = "Saved by a process that dies"
    picture.save()
    """
    assert run_process(code) == -9
    picture.refresh_from_db()
    assert picture.title == "Saved by a process that dies"
    assert Change.objects.count() == 1
    assert dependents.run(5) == 0  # it may be a save that is still under way
    Change.objects.update(due_at="2020-01-01T00:00:00Z")
    assert dependents.run(5) == 1
    assert generation(illustrated) == before + 1


@pytest.mark.process
def test_killed_between_raising_and_forgetting_the_note(picture, illustrated, generation):
    before = generation(illustrated)
    picture.save()
    code = """
    from newswire.publisher import dependents
    from newswire.publisher.dependents import cascade
    touch = cascade.touch
    cascade.touch = lambda *args: (touch(*args), die())
    dependents.run(5)
    """
    assert run_process(code) == -9
    assert generation(illustrated) == before + 1
    assert dependents.run(5) == 1
    assert not Change.objects.exists()


def test_a_change_that_cannot_be_passed_on_holds_up_no_other(picture, illustrated, followed, caplog):
    pages = ContentType.objects.get_for_model(Page)
    bad = Change.objects.create(content_type=pages, object_id="no number", due_at=timezone.now())
    with followed(illustrated) as seen:
        picture.title = "The old harbour"
        picture.save()
    assert seen.times == [1]
    left = Change.objects.get()
    assert left.pk == bad.pk and left.due_at > timezone.now()
    assert "left for later" in caplog.text
