"""The demo's tree: one "All news" per language, each other's versions, the English one the site's root."""

from urllib.parse import urlsplit

from django.conf import settings
from django.db import transaction
from wagtail.models import Locale, Page, Site

from demo.keys import key_of
from demo.texts import LANGUAGES, words
from newswire.cms.pages.models import NewsIndexPage


def homes() -> dict[str, NewsIndexPage]:
    """The home page of each language, made where it is missing."""
    made = {lang: _home(lang) for lang in LANGUAGES}
    _show(made["en"])
    return made


def _home(lang: str) -> NewsIndexPage:
    locale, _ = Locale.objects.get_or_create(language_code=lang)
    key = key_of("home")
    if found := NewsIndexPage.objects.filter(translation_key=key, locale=locale).first():
        return found
    said = words(lang)
    home = NewsIndexPage(
        title=said.title, intro=said.intro, slug=f"news-{lang}", locale=locale, translation_key=key
    )
    with transaction.atomic():
        Page.get_first_root_node().add_child(instance=home)
        home.save_revision().publish()
    return home


def _show(home: NewsIndexPage) -> None:
    """Makes `home` what visitors see at this demo's address."""
    address = urlsplit(settings.WAGTAILADMIN_BASE_URL)
    wanted = {
        "hostname": address.hostname,
        "port": address.port,
        "root_page_id": home.pk,
        "site_name": settings.WAGTAIL_SITE_NAME,
    }
    site = Site.objects.filter(is_default_site=True).first() or Site(is_default_site=True)
    welcome = site.root_page
    if any(getattr(site, name) != value for name, value in wanted.items()):
        for name, value in wanted.items():
            setattr(site, name, value)
        site.save()
    # Wagtail's own first page, which says that nothing is here yet.
    if welcome and welcome.pk != home.pk and type(welcome.specific) is Page and not welcome.numchild:
        welcome.delete()
