"""An article as one piece of HTML: what its page shows and what goes downstream."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.safestring import SafeString
from django.utils.translation import override

from newswire.blocks.rendering import KEY
from newswire.cms.articles.lead import lead_context

TEMPLATE = "newswire_cms/article_body.html"


def article_html(page: Any, request: HttpRequest | None = None) -> SafeString:
    """`<article lang dir>` with everything the article says, in its own language and the site's
    time zone, whoever looks at it from wherever."""
    lang = page.locale.language_code
    with override(lang), timezone.override(settings.TIME_ZONE):
        gathered = page.gathered
        rendering = gathered.rendering(page)
        body = page.body.render_as_block({"page": page, "request": request, KEY: rendering})
        versions = gathered.language_versions(page)
        context = {
            "page": page,
            KEY: rendering,
            "lang": lang,
            "lead": lead_context(page, rendering),
            "body": body,
            "has_related_block": any(child.block_type == "related_news" for child in page.body),
            "authors": gathered.authors(page),
            "topics": gathered.topics(page),
            "corrections": gathered.corrections(page),
            "also_in": [one for one in versions if not one.is_full],
            "full_versions": [one for one in versions if one.is_full],
            "reading_minutes": page.reading_minutes,
            "all_news": page.all_news_url,
        }
        return render_to_string(TEMPLATE, context, request)
