"""`data` (schemas/body.py describes it): the present state of one publication, in a fixed order of names."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any
from uuid import UUID

from django.core.serializers.json import DjangoJSONEncoder
from django.utils import translation
from django.utils.translation import gettext_lazy as _

from newswire.publisher.languages import Version, direction
from newswire.publisher.observed import Observed

from . import fields, head
from .addresses import Base
from .characters import allowed
from .corrections import section
from .errors import RenderError
from .fragments import Cleaning, identified
from .hashing import content_hash
from .links import known
from .page import Rendered, failure

MACHINE_MADE = "compositeWithTrainedAlgorithmicMedia"  # IPTC: people's work, changed by a trained model
NO_JSON = _("A part of the page cannot be written as JSON (%(error)s). Ask your administrator.")


@dataclass(frozen=True)
class Identity:
    """What a publication is known by, live or gone."""

    uuid: UUID
    type: str  # "article", or "app_label.model"
    lang: str
    set_id: UUID | None
    url: str
    previous_urls: Sequence[str] = ()
    self_url: str = ""
    replaced_by: Mapping[str, str] = field(default_factory=dict)  # of one that is gone: `id`, `url`


@dataclass(frozen=True)
class Composed:
    """`data` without what only an announcement knows: see `stamped`."""

    data: dict[str, Any]
    hash: str
    warnings: Sequence[str] = ()  # for operators: what was left out, and why


def live(
    identity: Identity,
    page: Observed,
    rendered: Rendered,
    published_at: datetime | None,
    corrections: Sequence[Mapping[str, str]],
    versions: Sequence[Version],
    hreflang: Sequence[Mapping[str, str]],
    embargo_until: datetime | None = None,
    source_lang: str = "",
) -> Composed:
    """A page that the world should see; with `embargo_until`, those alone who are trusted.

    One query: which links lead to publications. `corrections`: those that the page does not say itself.
    Raises RenderError where the page's own function gave what no JSON can hold.
    """
    document = rendered.document
    cleaning = Cleaning(Base(rendered.url or page.url))
    corrections = cleaning.clean(list(corrections))
    try:
        texts, facts, links = (
            cleaning.clean(part(document)) for part in (fields.text_fields, fields.facts, fields.links)
        )
        links |= {name: [one for one in links[name] if one["url"]] for name in ("fullArticle", "related")}
        dates = {
            "publishedAt": fields.moment(document.published_at or published_at),
            "modifiedAt": "",
            "corrections": cleaning.clean(fields.corrections(document, corrections)),
        }
    except (TypeError, AttributeError, ValueError) as error:
        raise failure(error) from error
    cleaning.page_ids |= {version.page_id for version in versions if version.page_id is not None}
    ids = known(cleaning.page_ids, cleaning.links)
    others = cleaning.clean([version.represented(identity.lang, ids.by_page) for version in versions])
    data = {
        **_opening(identity, "embargoed" if embargo_until else "live"),
        **({"embargoUntil": fields.moment(embargo_until)} if embargo_until else {}),
        **identified(texts, ids),
        **dates,
        **facts,
        "languageVersions": others,
        **identified(links, ids),
    }
    if page.machine_made:
        data.setdefault("digitalSourceType", MACHINE_MADE)
    data["html"] += section(corrections, identity.lang)
    data["head"] = head.head(data, cleaning.clean(list(hreflang)), source_lang)
    data["links"] = {"self": identity.self_url}
    with translation.override(identity.lang or None):  # for texts that are lazy still
        composed = _composed(data, structured=document.structured and bool(document.blocks))
    return replace(composed, warnings=[str(warning) for warning in document.warnings])


def gone(identity: Identity) -> Composed:
    """A page that the world should see no longer: its addresses, what replaces it, and no text."""
    instead = Cleaning(Base(identity.url)).clean(dict(identity.replaced_by))
    replaced = {"replacedBy": instead} if instead.get("url") else {}
    return _composed({**_opening(identity, "gone"), **replaced}, structured=True)


def stamped(
    data: Mapping[str, Any],
    *,
    version: int,
    previous_version: int,
    changed: Sequence[str],
    reason: Mapping[str, str],
    modified_at: datetime | None = None,
) -> dict[str, Any]:
    """`data` as it is announced, its names in the same order."""
    found = {
        **data,
        "version": version,
        "previousVersion": previous_version,
        "changed": list(changed),
        "reason": {name: allowed(text) for name, text in reason.items()},
    }
    if "modifiedAt" in data:
        found["modifiedAt"] = fields.moment(modified_at)
        found["head"] = {**data["head"], "jsonld": head.dated(data["head"]["jsonld"], found["modifiedAt"])}
    return found


def _opening(identity: Identity, state: str) -> dict[str, Any]:
    return {
        "id": str(identity.uuid),
        "state": state,
        "version": 0,
        "previousVersion": 0,
        "changed": [],
        "reason": {"kind": "", "note": ""},
        "type": identity.type,
        "lang": identity.lang,
        "dir": direction(identity.lang),
        "setId": str(identity.set_id or ""),
        "url": identity.url,
        "previousUrls": list(identity.previous_urls),
    }


def _composed(data: dict[str, Any], structured: bool) -> Composed:
    """Once through JSON: dates, uuids and lazy texts become what the receiver and the hash see."""
    try:
        plain = json.loads(json.dumps(data, cls=DjangoJSONEncoder, allow_nan=False))
        return Composed(plain, content_hash(plain, structured))
    except (TypeError, ValueError, RecursionError) as error:
        raise RenderError(NO_JSON, error=error) from error
