"""A builder that is killed half way, as often as it takes: what comes out is the same site."""

from pathlib import Path
from typing import Any

import pytest
from django.core.cache import cache
from pytest_django import Settings
from support.factories import announce, make_channel, make_publication
from support.folder import tree
from support.static_builder import killed_after
from support.static_news import article, gone, link, picture
from support.static_reader import BASE, missing

from newswire.publisher.deliver import batches
from newswire.publisher.models import Channel, Copy, Delivery, StaticFile

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.process]

PAGES = 24


@pytest.fixture
def changed(settings: Settings, tmp_path: Path) -> dict[str, Any]:
    folder = {"BACKEND": "django.core.files.storage.FileSystemStorage"}
    changes: dict[str, Any] = {
        "MEDIA_ROOT": str(tmp_path / "media"),
        "STORAGES": {
            **settings.STORAGES,
            **{name: {**folder, "OPTIONS": {"location": str(tmp_path / name)}} for name in ("once", "often")},
        },
    }
    for name, value in changes.items():
        setattr(settings, name, value)
    cache.clear()  # Wagtail keeps renditions there, of pictures that a test before this one had
    return changes


def site(storage: str) -> Channel:
    options = {"storage": storage, "per_page": 5, "titles": "en: The Daily"}
    return make_channel(BASE, transport="storage", name=storage, cap=200, options=options)


def test_killed_and_resumed_it_is_the_same_site(changed: dict[str, Any], tmp_path: Path) -> None:
    channels = [site("once"), site("often")]
    pictures = [picture("a"), picture("b", "red")]
    publications = [make_publication() for _ in range(PAGES)]
    for number, publication in enumerate(publications):
        related = [link(f"n{(number + 5) % PAGES}")]
        body = article(
            f"n{number}", related=related, images=[pictures[number % 2]], topics=[{"slug": "a", "name": "A"}]
        )
        announce(publication, channels, body=body)
    for files in (1, 15, 40):
        before = len(tree(tmp_path / "often"))
        killed_after(files, changed)
        written = tree(tmp_path / "often") | tree(tmp_path / "once")
        assert len(written) > before
        assert not missing(tree(tmp_path / "often")) and not missing(tree(tmp_path / "once"))
        assert Delivery.objects.filter(state=Delivery.State.QUEUED).exists(), "it was killed half way"
    batches.run(60)
    once, often = tree(tmp_path / "once"), tree(tmp_path / "often")
    assert once == often
    assert not missing(once) and len([path for path in once if path.startswith("en/n")]) == PAGES
    assert set(Delivery.objects.values_list("state", flat=True)) == {"delivered"}
    assert Copy.objects.filter(url=f"{BASE}en/n3/").count() == 2

    for publication in publications[: PAGES // 2]:
        slug = f"n{publications.index(publication)}"
        announce(publication, channels, gone=True, body=gone(slug, 2))
    killed_after(2, changed)
    batches.run(60)
    assert (once := tree(tmp_path / "once")) == tree(tmp_path / "often")
    assert not missing(once) and len([path for path in once if path.startswith("en/n")]) == PAGES // 2
    assert {row.path for row in StaticFile.objects.filter(channel=channels[0])} == set(once)
