from typing import Any

from wagtail.fields import StreamField

from newswire.blocks.body import ArticleBody


def one_empty_paragraph() -> list[tuple[str, str]]:
    return [("paragraph", "")]


class ArticleBodyField(StreamField):
    """A stream field whose blocks stay out of migrations.

    Wagtail freezes every block with its labels into each migration, so that a new block or a new
    wording would ask every host for one. The column is the same JSON whatever the blocks are; a
    migration that reads bodies sees the blocks of today.
    """

    def __init__(self, block_types: Any = ArticleBody, **kwargs: Any) -> None:
        super().__init__(block_types, **{"default": one_empty_paragraph} | kwargs)

    def deconstruct(self) -> tuple[str, str, list[Any], dict[str, Any]]:
        name, path, _blocks, kwargs = super().deconstruct()
        kwargs.pop("block_lookup", None)
        return name, path, [], kwargs
