"""Very many articles with a body of every block, announced to one channel: one, and its copies."""

from dataclasses import dataclass

from django.core.files.base import ContentFile
from django.db.models import Max
from support.whole_article import body_of
from wagtail.documents import get_document_model
from wagtail.embeds.embeds import get_embed_hash
from wagtail.embeds.models import Embed
from wagtail.images import get_image_model
from wagtail.images.tests.utils import get_test_image_file_jpeg
from wagtail.models import Locale, Page, Site

from newswire.cms.models import Author, Topic
from newswire.cms.pages.models import ArticlePage, ArticlePageAuthor, ArticlePageTopic, NewsIndexPage
from newswire.publisher import channels, dispatch
from newswire.publisher.feed import tokens
from newswire.publisher.models import Copy, Counter, Delivery, Event, Payload, Publication

from .inserting import copies, run


@dataclass(frozen=True)
class Reading:
    """What there is to read."""

    page: int
    publication: str
    token: str
    middle: int  # a sequence with as much before as after it


def make(articles: int) -> Reading:
    index = _index()
    page = _article(index)
    channel, _ = channels.create("Reader", "http://127.0.0.1:9/", page_types=["newswire_pages.articlepage"])
    channels.start(channel)
    page.save_revision().publish()
    dispatch.run(60)
    found = Publication.objects.get(page_id=page.pk)
    last = Page.objects.aggregate(last=Max("pk"))["last"]
    _multiply(index, page.pk, articles - 1)
    _announce(found.pk, last, articles - 1)
    run("VACUUM ANALYZE")
    return Reading(page.pk, str(found.uuid), tokens.create(channel), Counter.objects.get().sequence // 2)


def _index() -> NewsIndexPage:
    """The site's root."""
    root = Page.get_first_root_node()
    english, _ = Locale.objects.get_or_create(language_code="en")
    index: NewsIndexPage = root.add_child(instance=NewsIndexPage(title="News", slug="news", locale=english))
    Site.objects.update(hostname="127.0.0.1", port=80, root_page=index)
    return index


def _article(index: NewsIndexPage) -> ArticlePage:
    make_picture = get_image_model().objects.create
    pictures = [
        make_picture(title=f"Ferry {n}", file=get_test_image_file_jpeg(f"{n}.jpg", size=(1600, 1000)))
        for n in range(2)
    ]
    document = get_document_model().objects.create(title="Terms", file=ContentFile(b"%PDF-", "t.pdf"))
    video = "https://video.example/1"
    Embed.objects.create(url=video, hash=get_embed_hash(video), type="video", title="Launch", html="")
    other = index.add_child(instance=ArticlePage(title="Other", locale=index.locale))
    index.refresh_from_db()
    page = ArticlePage(title="Ferry", summary="It sails.", locale=index.locale, lead_picture=pictures[0])
    page.body = body_of({"picture": pictures, "document": [document], "page": [other]})
    index.add_child(instance=page)
    page.article_topics.create(topic=Topic.objects.create(name="Sea", locale=index.locale))
    page.article_authors.create(author=Author.objects.create(name="Jane", locale=index.locale))
    return page


def _multiply(index: NewsIndexPage, page: int, count: int) -> None:
    values = {
        "id": _after(Page),
        "path": f"'{index.path}' || lpad(upper(to_hex(n + 4096)), {Page.steplen}, '0')",
        "title": "'Article ' || n",
        "slug": "'a' || n",
        "url_path": f"'{index.url_path}a' || n || '/'",
        "translation_key": "gen_random_uuid()",
        "first_published_at": "now() - n * interval '1 hour'",
        "live_revision_id": "NULL",
        "latest_revision_id": "NULL",
    }
    copies(Page, page, count, values)
    copies(
        ArticlePage,
        page,
        count,
        {"page_ptr_id": values["id"], "published_at": values["first_published_at"]},
    )
    for model in (ArticlePageTopic, ArticlePageAuthor):
        row = model.objects.get(page=page)
        copies(model, row.pk, count, {"id": _after(model), "page_id": values["id"]})


def _announce(publication: int, page: int, count: int) -> None:
    """Each copy of the page, after that one, announced as the one was, in the order of their ids."""
    event = Event.objects.get(publication=publication)
    of = {"publication_id": _after(Publication), "event_id": _after(Event)}
    own = {"page_id": f"{page} + n", "set_key": "gen_random_uuid()", "uuid": "gen_random_uuid()"}
    payload_id = _after(Payload)
    copies(Publication, publication, count, {"id": of["publication_id"], **own})
    copies(Event, event.pk, count, {"sequence": of["event_id"], "uuid": "gen_random_uuid()", **of})
    copies(Payload, event.payloads.get().pk, count, {"id": payload_id, **of})
    sent = {"id": _after(Delivery), "payload_id": payload_id}
    copies(Delivery, event.deliveries.get().pk, count, sent | of)
    told = {"id": _after(Copy), "announced_sequence": of["event_id"]}
    copies(Copy, Copy.objects.get(publication=publication).pk, count, told | of)
    Counter.objects.update(sequence=Event.objects.aggregate(last=Max("pk"))["last"])


def _after(model: type) -> str:
    """The number of a copy: what follows all there are."""
    return f"{model.objects.aggregate(last=Max('pk'))['last']} + n"  # type: ignore[attr-defined]
