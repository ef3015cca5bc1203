"""What a page says, free of page objects: the seam between a host's page types and the publisher.

A page type that wants a richer body than its own `<main>` registers one function in its app's
`publishing.py`, found like `wagtail_hooks.py` is:

    from newswire.publisher.content import Document, publishes

    @publishes(ArticlePage)
    def article(page: ArticlePage, request: HttpRequest) -> Document: ...

Addresses may be relative to the page: the publisher makes them absolute. A `page_id` (in `blocks`:
a key `pageId`, at any depth) names another page of this site: the publisher turns it into the `id`
of that page's publication, where it has one. An item of `blocks` with `"kind": "auto"` was not
chosen by an editor: that it changes is no reason to send the page again.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.http import HttpRequest
from wagtail.models import get_page_models

from newswire.publisher import seams

DOCS = "page-types.md"


@dataclass(frozen=True)
class Credit:
    text: str = ""
    url: str = ""
    copyright: str = ""
    licence: str = ""


@dataclass(frozen=True)
class Rendition:
    name: str  # "w640", "16x9", "original"
    url: str
    width: int  # pixels
    height: int
    type: str  # "image/webp"
    bytes: int | None = None


@dataclass(frozen=True)
class Image:
    id: str  # stable for this picture on this site
    role: str  # "lead", "body", "gallery"
    alt: str
    caption: str = ""
    credit: Credit | None = None
    focal_point: tuple[float, float] | None = None  # centre, each 0 to 1 of width and height
    renditions: Sequence[Rendition] = ()
    digital_source_type: str = ""  # IPTC's name for how it was made: "trainedAlgorithmicMedia"


@dataclass(frozen=True)
class Author:
    name: str
    role: str = ""
    url: str = ""


@dataclass(frozen=True)
class Topic:
    slug: str  # the same in every language: what channels filter by
    name: str
    lang: str = ""  # of the name, where it is not the page's language


@dataclass(frozen=True)
class Related:
    """A teaser under "Read more". `kind` is "manual" or "auto"."""

    position: int
    kind: str
    title: str
    summary: str
    url: str
    lang: str
    page_id: int | None = None
    external: bool = False
    image: Image | None = None


@dataclass(frozen=True)
class FullArticle:
    lang: str
    label: str  # in the page's language: "Read full article in English"
    url: str
    page_id: int | None = None
    site: str = ""


@dataclass(frozen=True)
class Link:
    label: str
    url: str


@dataclass(frozen=True)
class Correction:
    """A public note on the page itself: what was wrong, and since when it is right."""

    at: datetime
    note: str


@dataclass(frozen=True)
class Document:
    """One page's content in its own language. `html` is the body alone, without the site around it."""

    type: str  # "article"; for other types "app_label.model"
    title: str
    html: str
    blocks: Sequence[Mapping[str, Any]] = ()  # {"type", "value", "id"}; values as JSON has them
    # False, or no blocks: only html stands for the content, and its hash says whether it changed.
    structured: bool = True
    kicker: str = ""
    summary: str = ""
    published_at: datetime | None = None  # None: when it first went live
    authors: Sequence[Author] = ()
    topics: Sequence[Topic] = ()
    section: str = ""
    dateline: str = ""
    source_organisation: str = ""
    images: Sequence[Image] = ()
    related: Sequence[Related] = ()
    full_article: Sequence[FullArticle] = ()
    all_news: Link | None = None
    corrections: Sequence[Correction] = ()  # beside those that editors gave with a publish
    digital_source_type: str = ""  # of the text, by IPTC's names; empty: made by people
    warnings: Sequence[str] = field(default_factory=tuple)  # for operators: what was left out, and why


Publish = Callable[[Any, HttpRequest], Document]

_by_model: dict[type, Publish] = {}


def publishes(*models: type) -> Callable[[Publish], Publish]:
    """Registers the decorated function for these page models and what inherits from them.

    Raises ValueError where a model has one already, is none, or the function takes other arguments.
    """
    seams.check_models(models, DOCS)

    def register(function: Publish) -> Publish:
        seams.check_call(function, ("page", "request"), DOCS)
        for model in models:
            if model in _by_model:
                raise ValueError(f"{model.__name__} is published by {_by_model[model]!r} already")
            _by_model[model] = function
        return function

    return register


def function_for(model: type) -> Publish | None:
    """The function of the nearest class in the model's order of inheritance, or None."""
    return next((_by_model[base] for base in model.__mro__ if base in _by_model), None)


_listings: list[type] = []


def lists(*models: type) -> None:
    """Registers types of pages that only list others, a news index say: no articles to be translated."""
    seams.check_models(models, DOCS)
    _listings.extend(models)


def listing_types() -> list[type]:
    """All concrete page types that are, or inherit from, a registered one."""
    return [model for model in get_page_models() if issubclass(model, tuple(_listings))]


Correct = Callable[[Any, str, datetime], None]

_corrects: dict[type, Correct] = {}


def corrects(*models: type) -> Callable[[Correct], Correct]:
    """Registers what puts a correction note on a draft of these page models and what inherits from them.

    Called as (page, note, at) before the draft is saved and published. Its page then says the note itself;
    give it back in `Document.corrections`. Of a model without one the publisher adds the note to what is
    sent. Raises ValueError as `publishes` does.
    """
    seams.check_models(models, DOCS)

    def register(function: Correct) -> Correct:
        seams.check_call(function, ("page", "note", "at"), DOCS)
        for model in models:
            if model in _corrects:
                raise ValueError(f"{model.__name__} is corrected by {_corrects[model]!r} already")
            _corrects[model] = function
        return function

    return register


def correction_for(model: type) -> Correct | None:
    """The function of the nearest class in the model's order of inheritance, or None."""
    return next((_corrects[base] for base in model.__mro__ if base in _corrects), None)


LabelOfFullVersion = Callable[[str, str], str]

_label: LabelOfFullVersion | None = None


def register_label(function: LabelOfFullVersion) -> LabelOfFullVersion:
    """Registers the words of a link to a full version: (its language, the reader's language) to text.

    The last one registered counts. Without one it is "Read full article: English" by gettext.
    """
    global _label
    seams.check_call(function, ("lang", "reader"), DOCS)
    _label = function
    return function


def label_of_full_version(lang: str, reader: str) -> str | None:
    """The registered words, in the reader's language; None where nothing was registered."""
    return _label(lang, reader) if _label else None


AuthorsCalled = Callable[[str], Iterable[Any]]

_authors_called: list[AuthorsCalled] = []


def register_authors(function: AuthorsCalled) -> AuthorsCalled:
    """Registers what finds authors by part of a name: objects that pages of theirs point at.

    The translators' desk is narrowed by them. Several may be registered.
    """
    seams.check_call(function, ("name",), DOCS)
    _authors_called.append(function)
    return function


def authors_called(name: str) -> list[Any]:
    """All that the registered functions find."""
    return [author for function in _authors_called for author in function(name)]
