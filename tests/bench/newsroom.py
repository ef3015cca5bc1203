"""The bench's site: articles with pictures, and channels."""

import io
import time
from collections.abc import Callable
from typing import Any

from django.core.files.images import ImageFile
from django.core.management import call_command
from django.db import connection, transaction
from django.db.models import F
from django.utils import timezone
from host.tree import plant
from PIL import Image as Pillow
from wagtail.images import get_image_model

from newswire.cms.pages.models import ArticlePage, NewsIndexPage

WORDS = "Two ministers met in the old harbour and agreed on a ferry that sails every hour of the day. "
# Makes a body of about 10 kB.
PARAGRAPHS = 8


def set_up() -> NewsIndexPage:
    call_command("migrate", verbosity=0)
    home = plant().home
    index: NewsIndexPage = home.add_child(instance=NewsIndexPage(title="All news", slug="all"))
    return index


def article(index: NewsIndexPage, number: int = 0) -> ArticlePage:
    """A draft with a picture, headings and paragraphs."""
    body: list[tuple[str, Any]] = [("image", {"image": _picture(), "alt_text": "A ferry", "credit": "MECO"})]
    for paragraph in range(PARAGRAPHS):
        if paragraph % 4 == 0:
            body.append(("heading", {"text": f"Part {paragraph}", "level": "h2"}))
        body.append(("paragraph", f"<p>{WORDS}</p>"))
    index.refresh_from_db()
    page: ArticlePage = index.add_child(instance=ArticlePage(title=f"Story {number}", live=False, body=body))
    page.save_revision()
    return page


def _picture() -> Any:
    file = io.BytesIO()
    Pillow.new("RGB", (1600, 1000), (90, 110, 140)).save(file, "JPEG")
    return get_image_model().objects.create(title="ferry", file=ImageFile(file, name="ferry.jpg"))


def publish(page: ArticlePage, title: str, at_commit: Callable[[], Any] = time.monotonic) -> Any:
    """A new version; what `at_commit` returned right after the commit, before any wake-up was sent."""
    page, found = ArticlePage.objects.get(pk=page.pk), []
    page.title = title
    with transaction.atomic():
        transaction.on_commit(lambda: found.append(at_commit()))
        page.save_revision().publish()
    return found[0]


def open_channels(url: str, count: int, hanging: int = 0, **wants: Any) -> None:
    """So many channels in place of all there were; the last ones go to an address that never answers."""
    from newswire.publisher import channels

    with connection.cursor() as cursor:
        cursor.execute("TRUNCATE newswire_publisher_channel CASCADE")
    wants.setdefault("page_types", ["newswire_pages.articlepage"])
    with transaction.atomic():
        for number in range(count):
            where = "hang" if number >= count - hanging else "site"
            channel, _ = channels.create(f"Site {number}", f"{url}/{where}/{number}", **wants)
            channels.start(channel)
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE")


def standing() -> str:
    """Where what did not arrive has stopped, in a line."""
    from newswire.publisher.models import Delivery, Lane, Publication

    unsettled = Publication.objects.filter(generation__gt=F("settled"))
    waiting = Delivery.objects.exclude(state=Delivery.State.DELIVERED)
    tried = ("state", "attempts", "last_error", "next_attempt_at", "leased_until")
    seen = ("generation", "settled", "render_error", "render_retry_at", "rendering_until")
    lanes = Lane.objects.filter(channel__in=waiting.values("channel"))
    return (
        f"at {timezone.now()}, unsettled {list(unsettled.values_list(*seen)[:3])},"
        f" {waiting.count()} waiting {list(waiting.values_list(*tried)[:3])},"
        f" lanes {list(lanes.values_list('due_at', 'breaker', 'hold_until')[:3])}"
    )


def webhook_ids() -> set[str]:
    """Of everything that was delivered."""
    from newswire.publisher.models import Delivery

    done = Delivery.objects.filter(state=Delivery.State.DELIVERED).only("pk", "epoch")
    return {delivery.webhook_id for delivery in done.iterator()}
