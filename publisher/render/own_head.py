"""The same data about a page for its own template as receivers get."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from uuid import UUID

from django.utils.safestring import SafeString

from newswire.publisher import languages
from newswire.publisher.content import Document

from . import fields
from .addresses import Base
from .fragments import Cleaning
from .head import script
from .json_ld import json_ld


def page_json_ld(
    document: Document,
    url: str,
    lang: str,
    versions: Sequence[Mapping[str, str]],
    modified_at: datetime | None,
    set_key: UUID,
) -> SafeString:
    """JSON-LD of a page as it may stand in a <script>. `versions`: `lang` and `url` of the others.

    `document` needs no html and no blocks. No query for a page that stands alone, else two at most.
    """
    data = {
        "type": document.type,
        "title": document.title,
        "kicker": document.kicker,
        "summary": document.summary,
        "lang": lang,
        "url": url,
        "publishedAt": fields.moment(document.published_at),
        "modifiedAt": fields.moment(modified_at),
        "corrections": fields.corrections(document, ()),
        "languageVersions": versions,
        **Cleaning(Base(url)).clean(fields.facts(document)),
    }
    return script(json_ld(data, languages.source_language(set_key) if versions else ""))
