from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django import template
from django.utils import timezone
from django.utils.safestring import SafeString

from newswire.cms.articles.fragment import article_html
from newswire.cms.articles.head import article_head

register = template.Library()


@register.filter
def moment(value: datetime) -> str:
    """ISO 8601 in the active time zone, to the second, with an offset of whole minutes: HTML takes no other.

    Before there were time zones towns differed by seconds.
    """
    local = timezone.localtime(value)
    minutes = timezone.get_fixed_timezone(local.utcoffset() or 0)
    return local.astimezone(minutes).isoformat(timespec="seconds")


@register.simple_tag(takes_context=True)
def newswire_article(context: template.Context, page: Any) -> SafeString:
    """The whole article, for a host's own page template."""
    return article_html(page, context.get("request"))


@register.inclusion_tag("newswire_cms/article_head.html", takes_context=True)
def newswire_article_head(context: template.Context, page: Any) -> Mapping[str, Any]:
    """Description, canonical address, hreflang and Open Graph of an article."""
    return article_head(page, context.get("request"))
