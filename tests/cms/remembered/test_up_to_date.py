"""Kept answers are never out of date: what is published is shown at once, also where the cache is down."""

from typing import Any

import pytest
from django.core.cache import caches
from services.waiting import until
from wagtail.models import PageViewRestriction

from newswire.cms.pages.models import ArticlePage

from .asking import ADDRESSES, each, text

pytestmark = pytest.mark.django_db(transaction=True)


@each
def test_what_is_published_is_shown_at_once(address: str, kept: Any) -> None:
    assert "Rover lands" in text(address)
    kept.title = "Rover drives"
    kept.save_revision().publish()
    assert "Rover drives" in text(address)
    assert "Rover lands" not in text(address)


@each
def test_what_becomes_private_is_gone_at_once(address: str, kept: Any) -> None:
    assert "Rover lands" in text(address)
    PageViewRestriction.objects.create(page=kept, restriction_type="login")
    assert "Rover lands" not in text(address)


def test_what_was_read_before_the_commit_is_not_shown_after_it(kept: Any, monkeypatch: Any) -> None:
    """A reader begins, the page is published meanwhile, and then the reader's answer is kept."""
    address, really = ADDRESSES[1], caches["default"].set

    def slow(key: str, value: Any, *args: Any, **kwargs: Any) -> None:
        if key.startswith("newswire.answer."):
            monkeypatch.undo()
            kept.title = "Rover drives"
            kept.save_revision().publish()
        really(key, value, *args, **kwargs)

    monkeypatch.setattr("newswire.cms.remembered.cache.set", slow)
    assert "Rover lands" in text(address)
    assert "Rover drives" in text(address)


def test_a_page_is_saved_though_the_cache_is_down(settings: Any, kept: Any, monkeypatch: Any) -> None:
    def down(*args: Any, **kwargs: Any) -> None:
        raise ConnectionError

    monkeypatch.setattr("newswire.cms.remembered.cache.set", down)
    kept.title = "Rover drives"
    kept.save_revision().publish()
    kept.refresh_from_db()
    assert kept.title == "Rover drives"


def test_what_no_signal_shows_is_gone_when_its_time_is_over(settings: Any, kept: Any) -> None:
    """However often it is asked for meanwhile: that makes no answer older."""
    settings.NEWSWIRE_CACHE_SECONDS = 2
    assert "Rover lands" in text(ADDRESSES[1])
    ArticlePage.objects.filter(pk=kept.pk).update(live=False)
    until(lambda: "Rover lands" not in text(ADDRESSES[1]))
