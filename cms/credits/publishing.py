"""The credit rule at work: pictures without a credit when an article is published or scheduled."""

from collections.abc import Callable
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from wagtail.blocks import StreamBlockValidationError
from wagtail.blocks.struct_block import StructBlockValidationError

from newswire.blocks.credits import PlacedImage, placed_images
from newswire.blocks.renditions import prefetch_images
from newswire.cms.credits.rule import Rule, lacks_credit, rule

Blocked = Callable[[PlacedImage], bool]


def uncredited(page: Any) -> list[Any]:
    """The page's pictures that name nobody, each once, in reading order."""
    placed = list(page.newswire_images())
    prefetch_images(one.image for one in placed)
    lacking = [one.image for one in placed if lacks_credit(one.image, one.credit)]
    return list({image.pk: image for image in lacking}.values())


def is_blocked(page: Any) -> Blocked:
    """Tells which placed pictures keep a page from being published.

    Those that are live on it already never do: a correction must not wait for an old credit.
    """
    if rule() is not Rule.BLOCK:
        return lambda placed: False
    live = {image.pk for image in uncredited(page)} and _live_pictures(page)
    return lambda placed: placed.image.pk not in live and lacks_credit(placed.image, placed.credit)


def blocked_pictures(page: Any) -> list[Any]:
    blocked = is_blocked(page)
    return [placed.image for placed in page.newswire_images() if blocked(placed)]


def lead_credit_error(page: Any) -> ValidationError | None:
    image = page.lead_picture
    if image and is_blocked(page)(PlacedImage(image, page.lead_credit)):
        return ValidationError(message(image))
    return None


def body_credit_errors(page: Any) -> StreamBlockValidationError | None:
    """Errors at the blocks themselves, at their credit field where they have one."""
    blocked = is_blocked(page)
    errors: dict[int, ValidationError] = {}
    for index, block in enumerate(page.body):
        lacking = next((one for one in placed_images(block.value) if blocked(one)), None)
        if lacking:
            error = ValidationError(message(lacking.image))
            own_field = "credit" in getattr(block.value, "keys", tuple)()
            errors[index] = StructBlockValidationError({"credit": error}) if own_field else error
    return StreamBlockValidationError(block_errors=errors) if errors else None


def message(image: Any) -> str:
    return _(
        "“%(title)s” has no photo credit. Type it here, or open the picture and fill “Photo credit” "
        "or tick “No credit needed”."
    ) % {"title": image.title}


def _live_pictures(page: Any) -> set[int]:
    live = type(page).objects.filter(pk=page.pk, live=True).first()
    return {placed.image.pk for placed in live.newswire_images()} if live else set()
