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
        above = page.get_ancestors().select_related("locale") if page.path else ()
        return cls(tuple(one for one in above if getattr(one.specific_class, "is_news_index", False)))

    @property
    def section(self) -> Any | None:
        return self.indexes[-1] if len(self.indexes) > 1 else None

    @property
    def all_news_url(self) -> str:
        return next((index.url or "" for index in self.indexes if index.live), "")
