"""What a new translation of an article takes from its source, and what it must not."""

from typing import Any

from wagtail.signals import copy_for_translation_done

from newswire.blocks.walk import leaves
from newswire.cms.articles.mixin import ArticleMixin


def connect() -> None:
    copy_for_translation_done.connect(_begin, dispatch_uid="newswire_cms.translations.copying")


def _begin(source_obj: Any, target_obj: Any, **kwargs: Any) -> None:
    """Sets the source's date; empties alternative texts, which are in its language and seen by nobody
    who could notice: publishing then asks for them.

    An alias follows its source and takes nothing.
    """
    article = getattr(target_obj, "specific", target_obj)
    if not isinstance(article, ArticleMixin) or article.alias_of_id:
        return
    if dated := source_obj.specific.dated:
        article.published_on = dated.replace(microsecond=0)  # as a form and a revision keep it
    article.lead_alt_text = ""
    for _leaf, struct in leaves(article.body):
        if struct and "alt_text" in struct:
            struct["alt_text"] = ""
    article.save(clean=False)
    article.save_revision(clean=False)
