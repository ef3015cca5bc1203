"""Sites may show pictures by their addresses: they stay for a time after a picture's file is replaced."""

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core.files.base import File
from django.core.files.storage import FileSystemStorage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone
from host.models import IllustratedPage
from host.tree import Tree, plant
from pytest_django import Settings
from wagtail.images import get_image_model
from wagtail.images.forms import get_image_form
from wagtail.images.tests.utils import get_test_image_file
from wagtail.models import ReferenceIndex

from newswire.publisher import kept_pictures, prune, takedown
from newswire.publisher.models import KeptPicture

pytestmark = pytest.mark.django_db(transaction=True)

SPEC = "width-320|format-webp"


@pytest.fixture
def tree() -> Tree:
    return plant()


@pytest.fixture
def picture(tree: Tree, settings: Settings, tmp_path: Path) -> Any:
    settings.MEDIA_ROOT = tmp_path
    return get_image_model().objects.create(title="Harbour", file=get_test_image_file())


@pytest.fixture
def made(picture: Any, tmp_path: Path) -> Path:
    """A file that was made of the picture, as sites show it."""
    return tmp_path / str(picture.get_rendition(SPEC).file.name)


@pytest.fixture
def replaced(picture: Any, made: Path) -> Callable[[], None]:
    def replace() -> None:
        """As an editor does, who uploads another file."""
        new = get_test_image_file(size=(500, 400), colour="red")
        file = SimpleUploadedFile("new.png", new.file.getvalue(), "image/png")
        form = get_image_form(type(picture))(
            {"title": picture.title, "collection": picture.collection_id}, {"file": file}, instance=picture
        )
        assert form.is_valid(), form.errors
        form.save()

    return replace


def its_time_is_over() -> None:
    KeptPicture.objects.update(until=timezone.now() - timedelta(seconds=1))


def test_it_stays_for_ninety_days(picture: Any, made: Path, replaced: Callable[[], None]) -> None:
    replaced()
    assert made.exists() and not picture.renditions.exists()
    kept = KeptPicture.objects.get()
    assert timedelta(days=89) < kept.until - timezone.now() < timedelta(days=91)
    prune.prune()
    assert made.exists()
    its_time_is_over()
    assert prune.prune() == 1
    assert not made.exists() and not KeptPicture.objects.exists()


def test_what_is_made_of_the_new_file_has_an_address_of_its_own(
    picture: Any, made: Path, replaced: Callable[[], None], tmp_path: Path
) -> None:
    before = made.read_bytes()
    replaced()
    picture.refresh_from_db()
    new = tmp_path / str(picture.get_rendition(SPEC).file.name)
    assert new != made and new.read_bytes() != before == made.read_bytes()
    its_time_is_over()
    prune.prune()
    assert new.exists() and not made.exists()


def test_it_goes_with_its_picture_and_when_the_page_is_taken_down(
    tree: Tree, picture: Any, made: Path, replaced: Callable[[], None], tmp_path: Path
) -> None:
    page = tree.home.add_child(
        instance=IllustratedPage(title="Illustrated", locale=tree.english, lead_picture=picture)
    )
    ReferenceIndex.create_or_update_for_object(page)
    replaced()
    picture.refresh_from_db()
    new = tmp_path / str(picture.get_rendition(SPEC).file.name)
    takedown.take_down(page, "An error")
    assert not made.exists() and not KeptPicture.objects.exists()
    assert new.exists(), "the picture itself is still in the library"
    picture.delete()
    assert not new.exists() and not KeptPicture.objects.exists()


def test_none_is_kept_where_nobody_wants_it(
    made: Path, replaced: Callable[[], None], settings: Settings
) -> None:
    settings.NEWSWIRE_KEEP_PICTURES_DAYS = 0
    replaced()
    assert not made.exists() and not KeptPicture.objects.exists()


def test_a_storage_that_fails_is_asked_again_a_day_later(
    made: Path, replaced: Callable[[], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    replaced()
    its_time_is_over()

    def failing(storage: FileSystemStorage, name: str) -> None:
        raise OSError("a key and a password")

    with monkeypatch.context() as patch:
        patch.setattr(FileSystemStorage, "delete", failing)
        assert kept_pictures.drop(5) == 0
    assert KeptPicture.objects.get().until > timezone.now() + timedelta(hours=23)
    its_time_is_over()
    assert kept_pictures.drop(5) == 1 and not made.exists()


def test_a_new_file_of_the_same_name_stays(picture: Any, made: Path, replaced: Callable[[], None]) -> None:
    replaced()
    made.unlink()
    name = KeptPicture.objects.get().name
    picture.refresh_from_db()
    new = picture.get_rendition(SPEC)
    new.file.storage.save(name, File(get_test_image_file().file))
    type(new).objects.filter(pk=new.pk).update(file=name)
    its_time_is_over()
    assert kept_pictures.drop(5) == 1
    assert made.exists()
