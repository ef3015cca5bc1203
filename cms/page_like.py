"""What a mixin for page models may rely on, for the type checker.

At run time the mixins are plain abstract models: inheriting from `AbstractPage` would give a page
on Wagtail's own `Page` each of its columns twice.
"""

from typing import TYPE_CHECKING

from django.db import models

if TYPE_CHECKING:
    from wagtail.models import AbstractPage as PageLike
else:
    PageLike = models.Model

__all__ = ["PageLike"]
