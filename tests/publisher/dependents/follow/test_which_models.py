"""Which models pages can show; of all others nothing is noted."""

import pytest
from host.models import HostPage
from wagtail.images import get_image_model
from wagtail.images.tests.utils import get_test_image_file
from wagtail.models import Page

from newswire.cms.credits.models import PictureCredit
from newswire.cms.models import Author, Topic
from newswire.publisher import dependents
from newswire.publisher.dependents.shown import can_be_shown, shown_models
from newswire.publisher.models import Change

pytestmark = pytest.mark.django_db(transaction=True)


def test_what_no_page_shows_costs_nothing_but_the_note(tree, picture):
    new = get_image_model()(title="New", file=get_test_image_file())
    new.save()
    assert not Change.objects.filter(object_id=str(new.pk)).exists()
    dependents.run(5)
    assert not Change.objects.exists()


def test_what_a_host_saves_for_itself_costs_no_query(tree, django_assert_num_queries):
    from django.contrib.auth.models import Group
    from django.contrib.sessions.models import Session

    assert not can_be_shown(Session)
    assert not can_be_shown(Group)
    assert not can_be_shown(Page)
    assert not can_be_shown(HostPage)
    with django_assert_num_queries(1):
        Group.objects.create(name="Readers")


def test_which_models_pages_can_show(tree):
    shown = shown_models()
    assert {get_image_model(), Author, Topic} <= shown
    assert can_be_shown(PictureCredit)
    assert Page not in shown
