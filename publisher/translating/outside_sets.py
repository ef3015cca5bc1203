"""What Newswire itself keeps of a set, when two sets become one or part again."""

from uuid import UUID

from django.utils.translation import gettext as _

from newswire.publisher.languages.names import language_name
from newswire.publisher.models import LanguageSet, OutsideVersion

from .refusal import Refused


def merge(gone: UUID, key: UUID, reader: str) -> list[int]:
    """Moves the outside versions of one set into another; the ids of those moved.

    Raises Refused where both have one in a language, at two addresses.
    """
    old = LanguageSet.objects.filter(key=gone).first()
    if old is None:
        return []
    kept, _created = LanguageSet.objects.get_or_create(key=key)
    there = dict(kept.outside_versions.values_list("lang", "url"))
    moved = []
    for version in old.outside_versions.all():
        if there.get(version.lang, version.url) != version.url:
            raise Refused(
                _("Both have a version on another site in %(language)s. Remove one of the two first.")
                % {"language": language_name(version.lang, reader)}
            )
        if version.lang not in there:
            version.set = kept
            version.save()
            moved.append(version.pk)
    if old.full_lang and not kept.full_lang:
        kept.full_lang = old.full_lang
        kept.save()
    old.delete()
    return moved


def part(moved: list[int], key: UUID) -> None:
    """Gives outside versions that were moved back to the set they came from."""
    versions = list(OutsideVersion.objects.filter(pk__in=moved))
    if versions:
        returned, _created = LanguageSet.objects.get_or_create(key=key)
        for version in versions:
            version.set = returned
            version.save()
