"""Real articles, ordinary and odd, in every format: valid by judges that we did not write."""

from datetime import UTC, datetime
from typing import Any

import pytest
from support import judges
from support.announced import deliveries
from support.verdicts import verdicts
from wagtail.models import Locale
from wagtail.rich_text import RichText

from newswire.cms.pages.models import ArticlePage

pytestmark = pytest.mark.django_db(transaction=True)

PROSE = (
    "The ministers met in the morning and agreed that scientists of both countries will work together. "
    "A council will follow what comes of it, and report to parliament before the end of the year. "
)


def paragraph(text: str) -> tuple[str, RichText]:
    return "paragraph", RichText(f"<p>{text}</p>")


def test_an_article_with_everything_and_its_life(write, image, channels, tree, folder) -> None:
    others = [write(f"Another story {number}", [paragraph(PROSE)]) for number in range(3)]
    page = write(
        "Council founded",
        [
            ("heading", {"text": "A council", "level": "h2"}),
            paragraph(f'{PROSE}<a linktype="page" id="{others[0].pk}">More</a>'),
            ("image", {"image": image("a.jpg"), "alt_text": "A rover", "caption": "C", "credit": "MECO"}),
            ("full_article", {"rows": [{"url": "https://n.example/a", "site_name": "N", "language": "de"}]}),
            ("photo_credit", {"text": ""}),
            ("related_news", {"items": [("page", {"page": others[1]})], "automatic": True}),
        ],
        kicker="Space",
        summary="Two countries agree.",
        dateline="Luxembourg",
        source_organisation="Ministry",
        lead_picture=image("lead.jpg"),
        lead_alt_text="Two flags",
    )
    french, _ = Locale.objects.get_or_create(language_code="fr")
    for ancestor in (tree.home, others[0].get_parent()):
        ancestor.specific.copy_for_translation(french).save_revision().publish()
    page.copy_for_translation(french).save_revision().publish()
    assert verdicts(channels, [page], folder) == []
    page.corrections.create(note="It meets twice a year.", at=datetime(2018, 3, 1, tzinfo=UTC))
    page.save_revision().publish()
    assert verdicts(channels, [page], folder) == []
    page.unpublish()
    assert verdicts(channels, [page], folder) == []
    assert all(len(deliveries(channel, page)) == 3 for channel in channels)


ODD: dict[str, tuple[str, list[Any], dict[str, str]]] = {
    "empty body": ("Council founded", [], {}),
    "500 blocks": ("Council founded", [paragraph(PROSE) for _ in range(500)], {}),
    "50,000 words": ("Council founded", [paragraph(PROSE * 1_500)], {}),
    "right to left within": ("Le mot « ميناء »", [paragraph(f"{PROSE} قال: {PROSE}")], {"kicker": "שלום"}),
    "controls": (
        "Coun\x0bcil\x07 founded",
        [paragraph(f"Bell \x07 and \x85 and \ufffe. {PROSE}")],
        {"summary": "Tab\tand\x01 more", "dateline": "Lux\x1bembourg"},
    ),
    "emoji": ("Launch \U0001f680", [paragraph(f"\U0001f469\u200d\U0001f680 {PROSE}")], {}),
    "markup": ("</title><script>x</script>&", [paragraph(PROSE)], {"summary": '"><b>&amp;'}),
}


@pytest.mark.parametrize("name", ODD)
def test_odd_but_legal_content_comes_out_valid(name, write, channels, folder) -> None:
    title, body, fields = ODD[name]
    page = write(title, body, **fields)
    assert verdicts(channels, [page], folder) == []
    assert all(len(deliveries(channel, page)) == 1 for channel in channels)


def test_a_slug_that_no_address_can_hold_is_named(write, channels, folder) -> None:
    """Wagtail's form refuses it; code that writes columns does not. The others go on."""
    page, other = write("Launch", [paragraph(PROSE)]), write("Council", [paragraph(PROSE)])
    slug = "launch-\U0001f680"
    path = page.url_path.replace(page.slug, slug)
    ArticlePage.objects.filter(pk=page.pk).update(slug=slug, url_path=path)
    (error,) = verdicts(channels, [page], folder)
    assert "slug" in error
    assert slug in error
    assert verdicts(channels, [other], folder) == []
    assert all(len(deliveries(channel, other)) == 1 for channel in channels)


def test_the_page_itself_is_valid(write, image, client, folder) -> None:
    page = write("Council", [paragraph(PROSE)], lead_picture=image("lead.jpg"), lead_alt_text="Two flags")
    (folder / "page.html").write_bytes(client.get(page.url, headers={"host": "news.example.org"}).content)
    assert judges.nu(folder) == []
