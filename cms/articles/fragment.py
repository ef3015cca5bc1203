"""An article as one piece of HTML: what its page shows and what goes downstream."""

from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.http import HttpRequest
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.safestring import SafeString
from django.utils.translation import override

from newswire.blocks.rendering import KEY, Rendering
from newswire.cms.articles.lead import lead_context
from newswire.cms.articles.people import authors_of, topics_of
from newswire.cms.translations.versions import versions_of

if TYPE_CHECKING:
    from newswire.cms.together.gathered import Gathered

TEMPLATE = "newswire_cms/article_body.html"


def article_html(
    page: Any, request: HttpRequest | None = None, together: "Gathered | None" = None
) -> SafeString:
    """`<article lang dir>` with everything the article says, in its own language and the site's
    time zone, whoever looks at it from wherever. `together`: where it was fetched with others."""
    rendering = together.rendering(page) if together else Rendering(page, page.body)
    lang = page.locale.language_code
    with override(lang), timezone.override(settings.TIME_ZONE):
        body = page.body.render_as_block({"page": page, "request": request, KEY: rendering})
        versions = together.language_versions(page) if together else versions_of(page, request)
        context = {
            "page": page,
            KEY: rendering,
            "lang": lang,
            "lead": lead_context(page, rendering),
            "body": body,
            "has_related_block": any(child.block_type == "related_news" for child in page.body),
            "authors": together.authors(page) if together else authors_of(page),
            "topics": together.topics(page) if together else topics_of(page),
            "corrections": together.corrections(page) if together else list(page.corrections.all()),
            "also_in": [one for one in versions if not one.is_full],
            "full_versions": [one for one in versions if one.is_full],
            "reading_minutes": page.reading_minutes,
            "all_news": page.all_news_url,
        }
        return render_to_string(TEMPLATE, context, request)
