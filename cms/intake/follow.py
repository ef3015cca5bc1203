"""One article of theirs, as a page of ours: made, updated, or taken off."""

from typing import Any

import swapper
from django.db import transaction
from django.utils.translation import gettext as _
from wagtail.coreutils import find_available_slug
from wagtail.log_actions import log
from wagtail.models import Site

from newswire.cms.importing.items import Item
from newswire.cms.importing.targets import Targets
from newswire.cms.slugs import slug_from
from newswire.publisher import conf

from . import languages
from .body import text
from .edited import fingerprint
from .fields import Content, content_of, fill, origin
from .log_actions import TAKEN, WAITS
from .models import IncomingArticle, IncomingSite
from .unused import remove_pictures


def follow(article: IncomingArticle) -> None:
    """Brings the page to the row's version. Idempotent; what raises is tried again."""
    if article.state == "gone":
        _settle(article, _withdraw)
    elif _is_ours(article):
        _settle(article, lambda row: _("It is an article of this site, which they took from here."))
    else:
        index = _index(article)
        if index is None:
            _settle(article, lambda row: _("There is no section for its language."))
            return
        content = content_of(article, list(conf.get().allowed_hosts))  # before any lock: it waits for others
        _settle(article, lambda row: _write(row, index, content))
        languages.link(article)


def _settle(article: IncomingArticle, act: Any) -> None:
    """Runs `act` on the locked row, unless a newer version came meanwhile: that one's turn is next."""
    with transaction.atomic():
        rows = IncomingArticle.objects.select_for_update(of=("self",)).select_related("site", "page")
        row = rows.filter(pk=article.pk, version=article.version, followed__lt=article.version).first()
        if row is None:
            return
        row.note = act(row)[:500]
        row.followed = row.version
        row.tries = 0
        row.save()


def _withdraw(row: IncomingArticle) -> str:
    """Followed also where somebody here has edited the page: what they withdraw must not be shown."""
    page = row.page.specific if row.page else None
    nothing_live = _("Withdrawn there; nothing of it was live here.")
    if page is None:
        return nothing_live
    was_live = page.live
    if was_live:
        page.unpublish()
        row.published = False
    if _is_taken_down(row):
        row.fingerprint = remove_pictures(page, row.fingerprint)
    return _("Withdrawn there, and here.") if was_live else nothing_live


def _is_taken_down(row: IncomingArticle) -> bool:
    """Whatever else is withdrawn may come back as it was."""
    return text(row.data.get("reason"), "kind", 20) == "taken_down"


def _write(row: IncomingArticle, index: Any, content: Content) -> str:
    if row.page is None and row.fingerprint:
        return _("Its page was deleted here, and is not made again.")
    page = row.page.specific.get_latest_revision_as_object() if row.page else None
    waits = page is not None and _is_edited(row, page)
    if page is None:
        page = _made(row, index, content)
    else:
        fill(page, row, content.fields)
    revision = page.save_revision()
    row.fingerprint = fingerprint(revision.as_object())
    row.waits = waits
    log(page, WAITS if waits else TAKEN, data={"site": row.site.name, "version": row.version})
    if row.site.mode == IncomingSite.Mode.LIVE and not waits:
        revision.publish()
        row.published = True
    notes = [_("Someone here has edited the page: the update waits as a draft.")] if waits else []
    return " ".join([*notes, *content.left_out])


def _is_edited(row: IncomingArticle, latest: Any) -> bool:
    if fingerprint(latest) != row.fingerprint:
        return True
    here = row.page.specific  # type: ignore[union-attr]  # it has a page
    if row.waits and here.live:
        return fingerprint(here) != row.fingerprint
    # Taken off by somebody here, who would not expect it to come back by itself.
    return row.published and not here.live


def _made(row: IncomingArticle, index: Any, content: Content) -> Any:
    index.refresh_from_db()  # its number of children counts in the tree
    page = index.article_model()(locale=index.locale, live=False, title=row.title)
    name = row.url.rstrip("/").rpartition("/")[2] if row.url else ""
    page.slug = find_available_slug(index, (slug_from(name) or slug_from(row.title))[:200] or "article")
    if key := languages.key_for(row, index.locale):
        page.translation_key = key
    fill(page, row, content.fields)
    index.add_child(instance=page)
    row.page = swapper.load_model("wagtailcore", "Page").objects.get(pk=page.pk)
    return page


def _index(article: IncomingArticle) -> Any | None:
    section = article.site.section
    if section is None:
        return None
    return Targets(section.specific).index_for(Item(guid="", title="", html="", lang=article.lang))


def _is_ours(article: IncomingArticle) -> bool:
    """Two newsrooms that take from each other would else send one article to and fro for ever."""
    roots = [site.root_url for site in Site.objects.all()]
    return any(f"{origin(article)}/".startswith(f"{root}/") for root in roots)
