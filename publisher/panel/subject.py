"""The page that the panel is about, as a channel's filter sees it: there, or deleted."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

import swapper
from django.http import Http404
from django.utils.functional import cached_property
from wagtail.coreutils import get_content_languages

from newswire.publisher.dispatch.match import Facets
from newswire.publisher.languages.versions import default_language
from newswire.publisher.models import Publication
from newswire.publisher.observed import privacy

from .reading import Reading


def page_model() -> Any:
    return swapper.load_model("wagtailcore", "Page")


@dataclass(frozen=True)
class Subject:
    page_id: int
    title: str
    lang: str
    page_type: str  # "app_label.model"
    tree_path: str
    set_key: UUID | None
    page: Any | None  # None: deleted
    live: bool

    @classmethod
    def of_page(cls, page: Any) -> "Subject":
        """`page` is specific: its class says its type."""
        return cls(
            page_id=page.pk,
            title=page.get_admin_display_title(),
            lang=page.locale.language_code,
            page_type=page._meta.label_lower,
            tree_path=page.path,
            set_key=page.translation_key,
            page=page,
            live=page.live,
        )

    @classmethod
    def of_publication(cls, publication: Publication) -> "Subject":
        """A language version, or what is left of a page that is deleted."""
        return cls(
            page_id=publication.page_id,
            title=publication.title,
            lang=publication.lang,
            page_type=publication.page_type,
            tree_path=publication.tree_path,
            set_key=publication.set_key,
            page=None,
            live=publication.state == Publication.State.LIVE,
        )

    @classmethod
    def find(cls, page_id: int) -> "Subject":
        """Raises Http404 for a page that never was."""
        page = page_model().objects.filter(pk=page_id, depth__gt=1).first()
        if page is not None:
            return cls.of_page(page.specific)
        publication = Publication.objects.filter(page_id=page_id).first()
        if publication is None:
            raise Http404
        return cls.of_publication(publication)

    @property
    def is_alias(self) -> bool:
        return self.page is not None and self.page.alias_of_id is not None

    def is_private(self, reading: Reading) -> bool:
        publication = reading.publications.get(self.page_id)
        return publication.private if publication is not None else self._is_private_now

    @cached_property
    def _is_private_now(self) -> bool:
        """A query, which the editor of a page that was ever published does without."""
        return privacy.is_private_now(self.tree_path)

    def facets(self, reading: Reading) -> Facets:
        publication = reading.publications.get(self.page_id)
        announced = publication is not None and publication.version > 0
        return Facets(
            state=publication.state if publication else Publication.State.NEW,
            lang=self.lang,
            page_type=self.page_type,
            tree_path=self.tree_path,
            topics=publication.topics if publication and announced else None,
            stands_for=self._stands_for(reading),
        )

    def live_languages(self, reading: Reading) -> set[str]:
        """Those of the versions that were announced as live."""
        return {one.lang for one in reading.publications.values() if one.state == Publication.State.LIVE}

    def _stands_for(self, reading: Reading) -> list[str]:
        if self.lang != default_language():
            return []
        there = {self.lang, *self.live_languages(reading)}
        return [lang for lang in get_content_languages() if lang not in there]
