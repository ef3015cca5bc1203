"""Statements that are made once: the same rows whatever is asked for, and SQL made once for each shape."""

from collections.abc import Sequence
from typing import Any

import pytest
from django.db.models import Q, QuerySet
from wagtail.models import Locale, Page

from newswire.cms.together import prepared

pytestmark = pytest.mark.django_db


def _pages(shape: str, ids: Sequence[int], begins: Sequence[str], keys: Sequence[Any]) -> QuerySet[Any]:
    found = Q(pk__in=ids) | Q(translation_key__in=keys)
    for begin in begins:
        found |= Q(title__startswith=begin)
    return Page.objects.filter(found).values_list(shape)


def _forgetful(shape: None, ids: Sequence[int]) -> QuerySet[Any]:
    return Page.objects.values_list("pk")


def test_each_call_finds_what_its_values_name(root: Page) -> None:
    english = Locale.objects.get(language_code="en")
    one, two, three = (
        root.add_child(instance=Page(title=title, slug=f"p{number}", locale=english))
        for number, title in enumerate(("100% new", "100 new", "a_b"))
    )
    prepared._statement.cache_clear()

    def found(ids: Sequence[int], begins: Sequence[str], keys: Sequence[Any]) -> list[Any]:
        return sorted(pk for (pk,) in prepared.rows_of(_pages, "pk", ids, begins, keys))

    assert found([two.pk], ["100%"], [three.translation_key]) == [one.pk, two.pk, three.pk]
    assert found([two.pk], ["a_"], [two.translation_key]) == [two.pk, three.pk]
    assert found([0], ["%"], [one.translation_key]) == [one.pk]
    assert prepared._statement.cache_info().misses == 1
    assert found([], ["100"], []) == [one.pk, two.pk]
    assert found([one.pk, one.pk], [], []) == [one.pk]


def test_a_value_that_nobody_asks_for_is_an_error() -> None:
    with pytest.raises(ValueError, match="_forgetful"):
        prepared.rows_of(_forgetful, None, [1])
