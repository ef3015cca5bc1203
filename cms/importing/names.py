"""Topics and authors by the names that a source gives them."""

from typing import TypeVar

from wagtail.models import Locale

from newswire.cms.models import Author, Topic
from newswire.cms.slugs import slug_from

Snippet = TypeVar("Snippet", Topic, Author)


def found_or_made(model: type[Snippet], name: str, locale: Locale) -> Snippet | None:
    """The topic or author of this name in this language; None where the name has no letters.

    A new one with the slug of one in another language becomes its version, as their slugs are shared.
    """
    name = name[:150]
    slug = slug_from(name)[:150]
    if not slug:
        return None
    same = list(model.objects.filter(slug=slug))
    here = next((one for one in same if one.locale_id == locale.pk), None)
    if here:
        return here
    made = model(name=name, slug=slug, locale=locale)
    if same:
        made.translation_key = same[0].translation_key
    made.save()
    return made
