"""Slugs in the letters of their own language, as Wagtail is set up to allow them."""

from django.conf import settings
from django.utils.text import slugify


def slug_from(text: str) -> str:
    return slugify(text, allow_unicode=getattr(settings, "WAGTAIL_ALLOW_UNICODE_SLUGS", True))
