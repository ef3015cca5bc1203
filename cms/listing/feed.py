from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils.feedgenerator import Atom1Feed

from newswire.cms.listing.filters import Filters

LENGTH = 20


def atom(index: Any, request: HttpRequest) -> HttpResponse:
    """The newest articles of the list, with the request's filters, as Atom 1.0."""
    articles = Filters.of(request).narrow(index.articles()).select_related("locale")
    shown = list(articles.prefetch_related("article_authors__author")[:LENGTH])
    url = index.get_full_url(request)
    feed = Atom1Feed(
        title=index.title,
        link=url,
        description=index.intro,
        language=index.locale.language_code,
        feed_url=request.build_absolute_uri(),
    )
    for article in shown:
        names = [row.author.name for row in article.article_authors.all()]
        feed.add_item(
            title=article.title,
            link=article.get_full_url(request),
            description=article.summary_shown,
            author_name=", ".join(names),
            pubdate=article.published_at,
            updateddate=article.last_published_at,
            unique_id=f"urn:newswire:page:{article.pk}",
        )
    return HttpResponse(feed.writeString("utf-8"), content_type=f"{feed.content_type}")
