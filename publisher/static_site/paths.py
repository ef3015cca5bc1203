"""Where a page stands on a static site: addresses of strangers become folders that any system can hold."""

import hashlib
import re
from collections.abc import Iterator, Mapping
from typing import Any
from urllib.parse import unquote, urlsplit

from django.utils.text import slugify
from django.utils.translation import gettext_lazy as _

from newswire.publisher.models import StaticPage
from newswire.publisher.profiles import Unsayable

# Letters of up to four bytes: a name of a file has room for 255 bytes.
LONGEST = 60
LANG = re.compile(r"[a-z]{2,3}(-[a-z0-9]{1,8})*")  # by RFC 5646; no folder of ours is named like one
# Folders of a language that are no page's.
RESERVED = frozenset({"page", "section", "topic"})
MOST_PREVIOUS = 50


def folder_of(lang: str) -> str:
    """Raises Unsayable for what is no language tag."""
    folder = lang.lower()
    if len(folder) > 40 or not LANG.fullmatch(folder):
        raise Unsayable("lang", _("It must be the tag of a language, such as “en”."))
    return folder


def slug_of(text: str) -> str:
    """Letters, digits and dashes, in any script; what has none is named by a digest."""
    found = slugify(text, allow_unicode=True)[:LONGEST].strip("-_")
    return found or hashlib.sha256(text.encode("utf-8", "replace")).hexdigest()[:12]


def path_for(page: StaticPage, data: Mapping[str, Any]) -> str:
    """Its folder. It keeps the one that it has as long as it is named so; of two the first has the name."""
    folder, slug = folder_of(page.lang), _last(data["url"]) or data["id"]
    wanted = [f"{folder}/{slug}-{end}" for end in (data["id"][:8], data["id"])]
    if slug not in RESERVED:
        wanted.insert(0, f"{folder}/{slug}")
    if page.path in wanted:
        return page.path
    others = StaticPage.objects.filter(channel=page.channel_id, path__in=wanted).exclude(pk=page.pk)
    taken = set(others.values_list("path", flat=True))
    return next(path for path in wanted if path not in taken)


def previous_paths(page: StaticPage, path: str, data: Mapping[str, Any]) -> list[str]:
    """Where the page stood before, here or by the newsroom's own addresses: the latest last."""
    found = dict.fromkeys([*_named(page, data), *page.previous, *([page.path] if page.path else [])])
    found.pop(path, None)
    return list(found)[-MOST_PREVIOUS:]


def _named(page: StaticPage, data: Mapping[str, Any]) -> Iterator[str]:
    for url in data["previousUrls"]:
        if (slug := _last(url)) and slug not in RESERVED:
            yield f"{folder_of(page.lang)}/{slug}"


def _last(url: str) -> str:
    """The last part of an address, as a name; empty where it has none."""
    try:
        parts = [part for part in urlsplit(url).path.split("/") if part]
    except ValueError:
        return ""
    return slug_of(unquote(parts[-1])) if parts else ""
