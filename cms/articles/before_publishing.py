"""What an editor should look at before an article is published, each with the way to its field."""

from collections.abc import Iterator, Mapping
from typing import Any

from django.utils.translation import gettext as _
from wagtail.images.models import AbstractImage

from newswire.blocks.image import alt_problem
from newswire.blocks.walk import leaves
from newswire.cms.articles.lead import lead_value
from newswire.cms.credits.rule import Rule, lacks_credit, rule

Found = tuple[str, str]  # a sentence, and the address of the field in the form


def findings(page: Any) -> Iterator[Found]:
    if not page.summary:
        yield _("There is no summary: the first sentences are shown instead."), "#id_summary-label"
    if page.lead_picture:
        value = lead_value(page)
        yield from _alt(value, "#id_lead_alt_text-label")
        yield from _credit(page.lead_picture, value, "#id_lead_credit-label")
    for block in page.body:
        for leaf, struct in leaves(block.value):
            if isinstance(leaf, AbstractImage):
                place = f"#block-{block.id}-section"
                yield from _alt({"image": leaf, **(struct or {})}, place)
                yield from _credit(leaf, struct or {}, place)


def _alt(value: Mapping[str, Any], place: str) -> Iterator[Found]:
    if "alt_text" in value and alt_problem(value):
        words = _("“%(title)s” has no alternative text. Describe it, or tick “Decorative”.")
        yield words % {"title": value["image"].title}, place


def _credit(image: Any, value: Mapping[str, Any], place: str) -> Iterator[Found]:
    if rule() is not Rule.OFF and lacks_credit(image, value.get("credit") or ""):
        yield _("“%(title)s” has no photo credit.") % {"title": image.title}, place
