"""An import from its first item to its last: each by itself, what was imported before left alone."""

import logging
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

from newswire.cms.importing.items import Item
from newswire.cms.importing.targets import Targets
from newswire.cms.importing.write import Writer
from newswire.cms.models import Imported

logger = logging.getLogger(__name__)


@dataclass
class Report:
    """What an import did, or in a dry run would do."""

    imported: Counter[str] = field(default_factory=Counter)  # by language
    known: int = 0
    without_index: Counter[str] = field(default_factory=Counter)  # by language
    failed: list[str] = field(default_factory=list)
    topics: set[str] = field(default_factory=set)
    authors: set[str] = field(default_factory=set)


def run(found: Iterable[Item], targets: Targets, writer: Writer | None, report: Report) -> Iterator[Item]:
    """Yields each item when it is done, oldest first, so that links find what they lead to.

    Without a writer nothing is written or downloaded. One item that fails is noted and stops no other.
    """
    for item in sorted(found, key=_age):
        _one(item, targets, writer, report)
        yield item


def _one(item: Item, targets: Targets, writer: Writer | None, report: Report) -> None:
    if Imported.find(Imported.Kind.ARTICLE, item.guid):
        report.known += 1
        return
    lang, index = targets.lang_of(item), targets.index_for(item)
    if index is None:
        report.without_index[lang] += 1
        return
    if writer and not _written(writer, item, index, report):
        return
    report.imported[lang] += 1
    report.topics.update(item.topics)
    report.authors.update(item.authors)


def _written(writer: Writer, item: Item, index: Any, report: Report) -> bool:
    try:
        writer.write(item, index)
    except Exception as error:  # an archive of thousands does not stop at one item
        logger.exception("An item cannot be imported: %s", item.guid)
        report.failed.append(f"{item.title or item.guid}: {error}")
        return False
    return True


def _age(item: Item) -> tuple[bool, str]:
    """Items without a date last."""
    return (item.published_at is None, item.published_at.isoformat() if item.published_at else "")
