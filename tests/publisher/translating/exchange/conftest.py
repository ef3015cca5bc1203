from collections.abc import Callable
from typing import Any

import pytest
from support.whole_article import article, indexes, things
from wagtail.models import Locale

from newswire.publisher.translating.exchange.collect import collect
from newswire.publisher.translating.exchange.formats import FORMATS

__all__ = ["article", "indexes", "things"]


@pytest.fixture
def french(db: None) -> Locale:
    return Locale.objects.get_or_create(language_code="fr")[0]


@pytest.fixture
def exported(french: Locale) -> Callable[..., bytes]:
    """The file of a page, as somebody downloads it."""

    def make(page: Any, name: str = "xliff2", locale: Locale = french) -> bytes:
        return FORMATS[name].write(collect(page, locale))

    return make
