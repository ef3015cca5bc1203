"""What one format cannot say goes to the channels of the others, and its editors are told which field."""

from types import SimpleNamespace

import pytest
from django.utils import translation
from support.announced import deliveries, held, publication_of, republish, types

from newswire.publisher import dispatch, profiles
from newswire.publisher.dispatch import targeted
from newswire.publisher.profiles import Unsayable, refusal

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def channels(channel):
    return channel(format="cloudevents"), channel(format="html")


@pytest.fixture
def untitled(channels, published):
    return published(" ", slug="untitled")


def test_the_others_go_on_and_the_field_is_named(channels, untitled):
    said, unsaid = channels
    assert types(said) == ["page.published"]
    assert deliveries(unsaid) == []
    assert held(unsaid) == {}
    (warning,) = publication_of(untitled).render_warnings
    assert refusal(warning) == "Not sent as html: title: An HTML page needs a title."
    with translation.override("de"):
        assert refusal(warning) == "Nicht als html gesendet: title: Eine HTML-Seite braucht einen Titel."


def test_what_can_be_said_again_is_sent_and_the_warning_goes(channels, untitled):
    republish(untitled, title="Harbour")
    dispatch.run()
    assert types(channels[1]) == ["page.updated"]
    assert publication_of(untitled).render_warnings == []


def test_a_channel_keeps_what_it_has_and_can_lose_it(channels, published):
    page = published("Harbour")
    republish(page, title=" ")
    dispatch.run()
    assert types(channels[1]) == ["page.published"]
    type(page).objects.get(pk=page.pk).unpublish()
    dispatch.run()
    assert types(channels[1]) == ["page.published", "page.unpublished"]
    assert deliveries(channels[1])[-1].payload.content_type == "text/html; charset=utf-8"


def test_who_asks_for_that_channel_alone_is_told(channels, untitled):
    with pytest.raises(Unsayable, match="title"):
        targeted.announce_to(channels[1], publication_of(untitled).pk)


@pytest.mark.parametrize(("name", "why"), [("a.b", "holds a dot"), ("text", "already")])
def test_a_format_is_refused_with_the_reason(name: str, why: str) -> None:
    with pytest.raises(ValueError, match=why):
        profiles.register(SimpleNamespace(name=name, content_type="text/plain", wrap=bytes))


def test_a_format_that_lacks_something_is_refused_at_once() -> None:
    with pytest.raises(ValueError, match=r"lacks content_type, wrap\. See docs/adding-a-profile\.md"):
        profiles.register(SimpleNamespace(name="half"))  # type: ignore[arg-type]
    assert "half" not in profiles.formats()


def test_a_class_in_the_place_of_a_format_is_refused() -> None:
    with pytest.raises(ValueError, match="Html is a class"):
        profiles.register(profiles.Html)  # type: ignore[arg-type]
