"""A real picture, a page that shows it, and how many times pages are raised."""

import pytest
from host.models import IllustratedPage
from wagtail.images import get_image_model
from wagtail.images.tests.utils import get_test_image_file

from newswire.publisher import dependents


@pytest.fixture
def picture(tree):
    return get_image_model().objects.create(title="Harbour", file=get_test_image_file())


@pytest.fixture
def illustrated(tree, picture, settle):
    page = tree.home.add_child(
        instance=IllustratedPage(title="With a picture", locale=tree.english, lead_picture=picture)
    )
    settle()
    return page


@pytest.fixture
def followed(generation):
    """How many times each of these pages is raised by what happens in the block."""

    class Followed:
        def __init__(self, *pages):
            self.pages = pages

        def __enter__(self):
            dependents.run(5)
            self.before = [generation(page) for page in self.pages]
            return self

        def __exit__(self, *error):
            dependents.run(5)
            self.times = [
                generation(page) - before for page, before in zip(self.pages, self.before, strict=True)
            ]

    return Followed
