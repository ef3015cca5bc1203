"""What is: a publication and its page, read in one snapshot and, where somebody wants it, rendered."""

import logging
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from django.db.models import QuerySet

from newswire.publisher import languages, render
from newswire.publisher.compiled import compiled_by_key
from newswire.publisher.editorial.ahead import ahead_of
from newswire.publisher.models import HELD, Channel, Copy, Intent, Priority, Publication
from newswire.publisher.observed import Observed

from . import standing
from .changed import changed
from .match import Audience, Facets, falls_back
from .own_addresses import self_url
from .own_type import page_of, specific

logger = logging.getLogger(__name__)


@dataclass(frozen=True)
class Present:
    """A publication as it should be seen, next to what was announced (`before`)."""

    before: Publication
    observed: Observed | None  # None: the page is deleted
    facets: Facets
    reason: str  # of being gone; empty for a live page
    intent: Intent | None
    document_type: str
    content: render.Composed | None = None  # None: gone, or nobody wants it
    corrections: Sequence[standing.Note] = ()
    previous_urls: Sequence[str] = ()
    changed: Sequence[str] = ()
    modified: datetime | None = None  # when the page was last published

    @property
    def is_live(self) -> bool:
        """Is it to be seen, by everybody or, under embargo, by trusted channels?"""
        return not self.reason

    @property
    def state(self) -> str:
        return self.facets.state


def follows(publication: Publication) -> bool:
    """Was it raised by what the page shows, and not by an editor?"""
    return publication.priority >= Priority.DEPENDENT


def is_reached(channel: Channel, facets: Facets, publication: Publication) -> bool:
    """Does a channel that wants a page, and holds no copy, hear of it? Not of what follows another page.

    Unless that is a language version that went: then this page stands in for it.
    """
    return not follows(publication) or falls_back(channel, facets)


def read(publication_id: int, audience: Audience, always: bool = False) -> Present:
    """Reads and, with `always` or where a channel may want it, renders.

    To be called within `render.reading()`. Raises RenderError where the page cannot be rendered.
    """
    found = _found(publication_id)
    return found if isinstance(found, Present) else found.present(audience, always)


def unrendered(publication_id: int) -> Present:
    """The same of a page that cannot be rendered: without content, with the topics that were announced."""
    found = _found(publication_id)
    return found if isinstance(found, Present) else found.unrendered()


def _found(publication_id: int) -> "Present | _Live":
    before = _publication.get(publication_id)
    intents = standing.intents_of(before)
    page = page_of(before.page_id, before.page_type)
    members = languages.set_members(before.page_id) if page else {}
    observed = members.get(before.page_id)
    reason = standing.reason_to_be_gone(page, observed, intents)
    intent = standing.meant(before, intents)
    ahead = ahead_of(page, observed) if page and observed and reason not in standing.FOR_GOOD else None
    if observed is None or (reason and ahead is None):
        return _gone(before, observed, reason, intent)
    shown, until = (ahead.page, ahead.until) if ahead else (page, None)
    return _Live(before, shown, observed, list(members.values()), intents, intent, until)


def of_draft(page: Any, audience: Audience, now: datetime) -> Present:
    """What would be announced if this draft were published now; rendered, and nothing is saved.

    `page` is specific, with its edits on the object, and has a row. Raises RenderError.
    """
    before = Publication.objects.filter(page_id=page.pk).first() or Publication(page_id=page.pk)
    members = languages.set_members(page.pk)
    if page.first_published_at is None:
        page.first_published_at = now
    observed = replace(members[page.pk], live=True, title=page.title)
    intents = standing.intents_of(before)
    others = [one for one in members.values() if one.page_id != page.pk]
    found = _Live(before, page, observed, [observed, *others], intents, standing.meant(before, intents), None)
    return replace(found.present(audience, always=True), modified=now)


@compiled_by_key
def _publication(publication_id: int) -> QuerySet[Publication]:
    return Publication.objects.filter(pk=publication_id)


def _gone(before: Publication, observed: Observed | None, reason: str, intent: Intent | None) -> Present:
    return Present(
        before=before,
        observed=observed,
        facets=Facets(Publication.State.GONE, before.lang, before.page_type, before.tree_path, before.topics),
        reason=reason,
        intent=intent,
        document_type=before.document_type or before.page_type,
        corrections=before.corrections,
        previous_urls=before.previous_urls,
    )


def withdrawal(before: Publication) -> render.Composed:
    """The `data` of a publication that a channel should hold no longer, by what was announced last."""
    left = [before.url] if before.url else []
    return render.gone(
        render.Identity(
            uuid=before.uuid,
            type=before.document_type or before.page_type,
            lang=before.lang,
            set_id=before.set_key,
            url=before.url,
            previous_urls=[*(url for url in before.previous_urls if url not in left), *left],
            replaced_by=render.replaced_by(before.url),
        )
    )


@dataclass(frozen=True)
class _Live:
    """One reading of a live page, or of one that waits; each part is read when it is needed."""

    before: Publication
    page: Any
    observed: Observed
    members: Sequence[Observed]
    intents: Sequence[Intent]
    intent: Intent | None
    embargo_until: datetime | None  # None: it is public

    def present(self, audience: Audience, always: bool) -> Present:
        versions = languages.versions_of(self.observed, self.members)
        facets = self._facets(versions)
        if not (always or self._is_wanted(audience, facets)):
            return self._unrendered(facets)
        return self._rendered(facets, versions)

    def unrendered(self) -> Present:
        return self._unrendered(self._facets(languages.versions_of(self.observed, self.members)))

    def _facets(self, versions: Sequence[languages.Version]) -> Facets:
        return Facets(
            Publication.State.EMBARGOED if self.embargo_until else Publication.State.LIVE,
            self.observed.lang,
            self.observed.page_type,
            self.observed.tree_path,
            topics=None,
            stands_for=languages.stands_for(self.observed, versions),
        )

    def _is_wanted(self, audience: Audience, facets: Facets) -> bool:
        if any(is_reached(channel, facets, self.before) for channel in audience.wanting(facets)):
            return True
        wanting = list(audience.wanting(facets)) if self.before.version else []
        if not wanting:
            return False
        held = Copy.objects.filter(publication=self.before, announced_state__in=HELD)
        return held.filter(channel__in=[channel.pk for channel in wanting]).exists()

    def _unrendered(self, facets: Facets) -> Present:
        facets = replace(facets, topics=self.before.topics)
        return self._as(facets, self.before.document_type, standing.kept_own(self.before))

    def _rendered(self, facets: Facets, versions: Sequence[languages.Version]) -> Present:
        rendered = render.render(specific(self.page))
        document = rendered.document
        own = standing.own_corrections(document)
        for warning in document.warnings:
            logger.warning("Page %s %s", self.page.pk, warning)
        content = render.live(
            render.Identity(
                uuid=self.before.uuid,
                type=document.type,
                lang=self.observed.lang,
                set_id=self.observed.set_key,
                url=self.observed.url,
                previous_urls=self._previous_urls(),
                self_url=self_url(self.before),
            ),
            self.observed,
            rendered,
            self.page.first_published_at or self.page.last_published_at or self.embargo_until,
            self._given(own),
            versions,
            languages.hreflang(self.observed, versions),
            self.embargo_until,
            languages.source_language(self.observed.set_key) if versions else "",
        )
        facets = replace(facets, topics=[topic.slug for topic in document.topics])
        return self._as(facets, document.type, own, content)

    def _as(
        self,
        facets: Facets,
        document_type: str,
        own: Sequence[standing.Note],
        content: render.Composed | None = None,
    ) -> Present:
        return Present(
            before=self.before,
            observed=self.observed,
            facets=facets,
            reason="",
            intent=standing.corrected(self.before, self.intent, own),
            document_type=document_type,
            content=content,
            corrections=[*self._given(own), *own],
            previous_urls=self._previous_urls(),
            changed=changed(self.before, content.data) if content else (),
            modified=self.page.last_published_at,
        )

    def _given(self, own: Sequence[standing.Note]) -> list[standing.Note]:
        return standing.corrections(self.before, self.intents, self.page, own)

    def _previous_urls(self) -> list[str]:
        """Every address where the page once stood, and stands no longer."""
        past = [*self.before.previous_urls, *([self.before.url] if self.before.url else [])]
        return list(dict.fromkeys(url for url in past if url != self.observed.url))
