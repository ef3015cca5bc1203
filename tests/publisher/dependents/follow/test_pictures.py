"""Pages follow the pictures that they show."""

import pytest
from django.core.files.base import ContentFile
from django.urls import reverse
from wagtail.images.tests.utils import get_test_image_file

from newswire.cms.credits.models import PictureCredit
from newswire.publisher.models import Priority, Publication

pytestmark = pytest.mark.django_db(transaction=True)


def test_a_picture_with_another_title_file_or_focal_point(picture, illustrated, followed):
    with followed(illustrated) as title:
        picture.title = "The harbour"
        picture.save()
    with followed(illustrated) as file:
        picture.file = ContentFile(get_test_image_file().file.getvalue(), name="other.png")
        picture.save()
    with followed(illustrated) as focus:
        picture.focal_point_x = picture.focal_point_y = 5
        picture.focal_point_width = picture.focal_point_height = 2
        picture.save(update_fields=["focal_point_x", "focal_point_y"])
    assert (title.times, file.times, focus.times) == ([1], [1], [1])
    assert Publication.objects.get(page_id=illustrated.pk).priority == Priority.DEPENDENT


def test_a_credit_made_changed_and_deleted(picture, illustrated, followed):
    with followed(illustrated) as made:
        credit = PictureCredit.objects.create(image=picture, text="MECO")
    with followed(illustrated) as changed:
        credit.text = "MECO/Duval"
        credit.save()
    with followed(illustrated) as deleted:
        credit.delete()
    assert (made.times, changed.times, deleted.times) == ([1], [1], [1])


def test_a_picture_that_is_deleted(picture, illustrated, followed):
    with followed(illustrated) as deleted:
        picture.delete()
    assert deleted.times == [1]


def test_a_picture_in_the_admin(picture, illustrated, followed, editor):
    with followed(illustrated) as edited:
        answer = editor.post(
            reverse("wagtailimages:edit", args=[picture.pk]),
            {"title": "By an editor", "description": "", "collection": picture.collection_id, "tags": ""},
        )
        assert answer.status_code == 302
    assert edited.times[0] >= 1
