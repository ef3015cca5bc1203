"""Why a site does not get a page, naming the filter."""

from collections.abc import Iterable, Mapping

from django.apps import apps
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from newswire.publisher.dispatch.match import Facets, Unmet
from newswire.publisher.languages.names import language_name
from newswire.publisher.models import Channel

MOST_NAMED = 5


def why_not(
    unmet: Unmet,
    channel: Channel,
    facets: Facets,
    live_languages: Iterable[str],
    section_titles: Mapping[int, str],
) -> str:
    """One sentence. `live_languages`: in which the article is on the newsroom's own site."""
    if unmet is Unmet.NOT_STARTED:
        return _("This site is not switched on yet.")
    if unmet is Unmet.PAGE_TYPE:
        return _type(channel, facets)
    if unmet is Unmet.LANGUAGE:
        return _language(channel, set(live_languages))
    if unmet is Unmet.SECTION:
        titles = [section_titles[pk] for pk in channel.sections if pk in section_titles]
        return _("It takes only what stands below: %(sections)s.") % {"sections": _named(titles)}
    if unmet is Unmet.EMBARGO:
        return _("The page is under embargo, and this site is not trusted with that.")
    return _("It takes only these topics: %(topics)s.") % {"topics": _named(channel.topics)}


def _type(channel: Channel, facets: Facets) -> str:
    if not channel.page_types:
        return _("No page type is ticked for this site.")
    words = {"type": type_name(facets.page_type), "types": _named(map(type_name, channel.page_types))}
    return _("It takes no pages of the type “%(type)s”, only: %(types)s.") % words


def _language(channel: Channel, live: set[str]) -> str:
    reader = get_language() or "en"
    names = _named(language_name(lang, reader) for lang in channel.languages)
    if live.isdisjoint(channel.languages):
        return _("It takes only %(languages)s, and there is no such version.") % {"languages": names}
    return _("It takes only %(languages)s.") % {"languages": names}


def type_name(label: str) -> str:
    """What people call a page type; its label where the model is gone."""
    try:
        return str(apps.get_model(label)._meta.verbose_name)
    except (LookupError, ValueError):
        return label


def _named(names: Iterable[str]) -> str:
    every = list(names)
    shown = ", ".join(every[:MOST_NAMED])
    return f"{shown}, …" if len(every) > MOST_NAMED else shown or _("none")
