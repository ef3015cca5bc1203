"""What the APIs say of an article, by shape: v3's OpenAPI is made of these. docs/api.md, docs/blocks.md."""

from typing import Any, NotRequired

from typing_extensions import TypedDict  # pydantic reads that of `typing` from Python 3.12 on


class BlockData(TypedDict):
    type: str
    value: Any  # docs/blocks.md, by type
    id: str | None


class CreditData(TypedDict):
    text: str
    url: str
    copyright: str
    licence: str


class RenditionFile(TypedDict):
    name: str
    url: str
    width: int
    height: int
    type: str
    bytes: NotRequired[int]


class FocalPoint(TypedDict):
    x: float
    y: float


class PictureFiles(TypedDict):
    id: str
    missing: bool
    focalPoint: FocalPoint | None
    renditions: list[RenditionFile]


class ArticlePicture(PictureFiles):
    alt: str
    decorative: bool
    caption: str
    credit: CreditData | None


class ArticleImage(ArticlePicture):
    role: str  # "lead", "body" or "gallery"


class TopicData(TypedDict):
    slug: str
    name: str
    lang: str


class AuthorData(TypedDict):
    name: str
    role: str
    url: str


class CorrectionData(TypedDict):
    at: str
    note: str


class Teaser(TypedDict):
    position: int
    kind: str  # "manual" or "auto"
    external: bool
    pageId: int | None
    title: str
    summary: str
    url: str
    lang: str
    site: str
    image: PictureFiles | None


class FullArticleLink(TypedDict):
    label: str
    url: str
    external: bool
    pageId: int | None
    site: str
    lang: str


class LanguageVersionData(TypedDict):
    lang: str
    nativeName: str
    label: str
    url: str
    title: str
    external: bool
    pageId: int | None
    site: str
    isFull: bool


class AllNews(TypedDict):
    label: str
    url: str
