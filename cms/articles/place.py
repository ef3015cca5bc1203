from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Place:
    """Where an article stands among the news indexes above it, the outermost first.

    An index below another one is a section; "All news" is the outermost.
    """

    indexes: tuple[Any, ...] = ()

    @classmethod
    def of(cls, page: Any) -> "Place":
        """One query; a page without a place in the tree yet stands nowhere."""
        return cls._among(page.get_ancestors()) if page.path else cls()

    @classmethod
    def below(cls, parent: Any) -> "Place":
        """Where an article would stand that is not saved yet; one query."""
        return cls._among(parent.get_ancestors(inclusive=True))

    @classmethod
    def _among(cls, above: Any) -> "Place":
        pages = above.select_related("locale")
        return cls(tuple(one for one in pages if getattr(one.specific_class, "is_news_index", False)))

    @property
    def section(self) -> Any | None:
        return self.indexes[-1] if len(self.indexes) > 1 else None

    @property
    def all_news_url(self) -> str:
        return next((index.url or "" for index in self.indexes if index.live), "")
