"""A host includes these at its root: `path("", include("newswire.cms.feeds.urls"))`."""

from django.urls import path

from . import sitemaps

urlpatterns = [
    path("sitemap.xml", sitemaps.index, name="newswire_sitemap_index"),
    path("sitemap-<int:number>.xml", sitemaps.pages, name="newswire_sitemap"),
    path("news-sitemap.xml", sitemaps.news, name="newswire_news_sitemap"),
]
