"""What SQL may do to pages, sites and publications behind everybody's back: one thing at random."""

import unicodedata
from collections.abc import Callable
from contextlib import suppress
from datetime import timedelta
from random import Random
from typing import Any
from uuid import uuid4

from django.db import IntegrityError, transaction
from django.utils import timezone
from host.models import HostPage
from wagtail.models import Locale, Page, PageViewRestriction, Site

from newswire.publisher.models import Counter, Embargo, Publication

Mutation = Callable[[Random], object]


def mutate(random: Random) -> str:
    """Its name. Left is what a constraint forbids, or what nothing is left for."""
    one = random.choice(ALL)
    with suppress(IntegrityError, IndexError), transaction.atomic():
        one(random)
    return one.__name__


def _some(random: Random, model: type = Page) -> Any:
    return random.choice(list(model.objects.order_by("pk")))  # type: ignore[attr-defined]


def _update(one: Any, **values: Any) -> None:
    type(one).objects.filter(pk=one.pk).update(**values)


def _written_otherwise(random: Random, text: str) -> str:
    """What a database might take for the same."""
    ways: list[Callable[[str], str]] = [
        str.swapcase,
        lambda text: unicodedata.normalize("NFD", text),
        lambda text: f"{text} ",
        lambda text: text[:-1],
    ]
    return random.choice(ways)(text)


def title(random: Random) -> None:
    page = _some(random)
    _update(page, title=_written_otherwise(random, page.title))


def address(random: Random) -> None:
    page, other = _some(random), _some(random)
    _update(page, url_path=random.choice([_written_otherwise(random, page.url_path), other.url_path, ""]))


def live(random: Random) -> None:
    page = _some(random)
    _update(page, live=not page.live)


def language(random: Random) -> None:
    _update(_some(random), locale=_some(random, Locale))


def renamed_language(random: Random) -> None:
    _update(_some(random, Locale), language_code=random.choice(["EN", "de", "lb"]))


def language_set(random: Random) -> None:
    _update(_some(random), translation_key=random.choice([uuid4(), _some(random).translation_key]))


def place(random: Random) -> None:
    _update(_some(random), path=f"{_some(random).path}{random.randrange(1000, 9999)}")


def alias(random: Random) -> None:
    _update(_some(random), alias_of_id=random.choice([None, _some(random).pk]))


def schedule(random: Random) -> None:
    ahead = timezone.now() + timedelta(days=random.choice([-1, 1]))
    _update(_some(random), go_live_at=ahead, last_published_at=random.choice([None, timezone.now()]))


def embargo(random: Random) -> None:
    until = timezone.now() + timedelta(days=random.choice([-1, 1]))
    Embargo.objects.update_or_create(page_id=_some(random).pk, defaults={"until": until})


def privacy(random: Random) -> None:
    kind = random.choice(["login", "password", "none"])
    PageViewRestriction.objects.bulk_create([PageViewRestriction(page=_some(random), restriction_type=kind)])


def no_privacy(random: Random) -> None:
    PageViewRestriction.objects.all().delete()


def site(random: Random) -> None:
    one = _some(random, Site)
    _update(one, **random.choice([{"hostname": "new.example"}, {"port": 8000}, {"root_page": _some(random)}]))


def another_site(random: Random) -> None:
    Site.objects.bulk_create([Site(hostname=f"{uuid4().hex}.example", root_page=_some(random))])


def no_site(random: Random) -> None:
    Site.objects.all().delete()


def another_page(random: Random) -> None:
    """Beside another, as its first row was."""
    page = Page.objects.get(pk=_some(random).pk)
    page.pk = page.id = None
    page.path, page.translation_key = f"{page.path[:-4]}{random.randrange(1000, 9999)}", uuid4()
    Page.objects.bulk_create([page])


def state(random: Random) -> None:
    _update(_some(random, Publication), state=random.choice(Publication.State.values))


def reason(random: Random) -> None:
    _update(_some(random, Publication), state="gone", reason=random.choice(["", "private", "taken_down"]))


def unsettled(random: Random) -> None:
    _update(_some(random, Publication), generation=9)


def said_otherwise(random: Random) -> None:
    one = _some(random, Publication)
    name = random.choice(["title", "url_path", "lang", "site_fingerprint", "tree_path"])
    other = random.choice(["", getattr(_some(random, Publication), name)])
    _update(one, **{name: random.choice([_written_otherwise(random, getattr(one, name)), other])})


def said_nothing(random: Random) -> None:
    _update(_some(random, Publication), **{random.choice(["locale_id", "set_key"]): None})


def of_no_page(random: Random) -> None:
    _update(_some(random, Publication), page_id=random.randrange(10**6, 10**9))


def forgotten(random: Random) -> None:
    _some(random, Publication).delete()


def recorded_only_so_far(random: Random) -> None:
    Counter.objects.update(baseline_after=_some(random, HostPage).pk)


ALL: tuple[Mutation, ...] = (
    title,
    address,
    live,
    language,
    renamed_language,
    language_set,
    place,
    alias,
    schedule,
    embargo,
    privacy,
    no_privacy,
    site,
    another_site,
    no_site,
    another_page,
    state,
    reason,
    unsettled,
    said_otherwise,
    said_nothing,
    of_no_page,
    forgotten,
    recorded_only_so_far,
)
