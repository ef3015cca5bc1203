"""Very many articles in ten languages, as publishing leaves their rows, made by the database itself."""

from host.models import HostPage
from host.tree import plant
from wagtail.models import Locale, Page

from newswire.publisher.models import Comparison, LiveText, MachineMade, Publication
from newswire.publisher.translating import refresh

from .inserting import insert, names, run

LANGS = ("en", "fr", "de", "ar", "zh-hans", "es", "it", "pt-br", "ru", "lb")
# Of ten articles in a language: what the version of each is. The last language has everything.
STANDING = ("missing", "draft", "stale", "not compared", *["current"] * 6)


def make(articles: int) -> None:
    """English sources, an hour apart, and their versions in the nine other languages."""
    home = plant().home
    for place, lang in enumerate(LANGS):
        locale, _ = Locale.objects.get_or_create(language_code=lang)
        above = home if lang == "en" else _home(home, locale)
        _pages(above, locale, place, articles)
    Page.objects.filter(depth=2).update(numchild=articles)
    _publications()
    _texts()
    _comparisons()
    _insert(MachineMade, {"page_id": "page.id", "service": "'Service'"}, "page.id % 10 = 0")  # not read yet
    refresh.step(60)  # the home pages
    run("VACUUM ANALYZE")


def _home(home: HostPage, locale: Locale) -> HostPage:
    made = HostPage.objects.get(pk=home.pk).copy_for_translation(locale)
    made.save_revision().publish()
    return HostPage.objects.get(pk=made.pk)


def _pages(above: HostPage, locale: Locale, place: int, articles: int) -> None:
    """Copies of the home page's row with what must differ. The slug says what a version is."""
    standing = f"(ARRAY{list(STANDING)!r})[1 + (n + {place}) % {len(STANDING)}]"
    if place in (0, len(LANGS) - 1):
        standing = "'current'"
    values = {
        "id": "nextval(pg_get_serial_sequence('wagtailcore_page', 'id'))",
        "path": f"'{above.path}' || lpad(upper(to_hex(n)), 8, '0')",
        "depth": str(above.depth + 2),
        "numchild": "0",
        "title": "'Article ' || n",
        "draft_title": "'Article ' || n",
        "slug": f"'a' || n || '-' || replace({standing}, ' ', '-')",
        "url_path": f"'{above.url_path}a' || n || '/'",
        "live": f"{standing} <> 'draft'",
        "locale_id": str(locale.pk),
        "translation_key": "md5('article ' || n)::uuid",
        "first_published_at": "timestamptz '2014-01-01 00:00+00' + n * interval '1 hour'",
        "live_revision_id": "NULL",
        "latest_revision_id": "NULL",
    }
    columns = [field.column for field in Page._meta.concrete_fields]
    chosen = ", ".join(values.get(column, f'page."{column}"') for column in columns)
    run(
        f"INSERT INTO wagtailcore_page ({names(columns)}) SELECT {chosen} FROM wagtailcore_page AS page,"
        f" generate_series(1, {articles}) AS n WHERE page.id = {above.pk} AND {standing} <> 'missing'"
    )


def _publications() -> None:
    """Settled and compared, so that opening the desk has nothing to catch up with."""
    _insert(
        Publication,
        {
            "uuid": "gen_random_uuid()",
            "page_id": "page.id",
            "generation": "1",
            "settled": "1",
            "compared": "1",
            "captured_at": "page.first_published_at",
            "priority": "10",
            "state": "'live'",
            "locale_id": "page.locale_id",
            "set_key": "page.translation_key",
            "tree_path": "page.path",
            "topics": """CASE WHEN page.id % 50 = 0 THEN '["space"]' ELSE '[]' END::jsonb""",
        },
        "page.live",
    )


def _texts() -> None:
    _insert(
        LiveText,
        {
            "page_id": "page.id",
            "set_key": "page.translation_key",
            "locale_id": "page.locale_id",
            "digest": "repeat('a', 64)",
            "head_digest": "repeat('a', 64)",
            "changed_at": "page.first_published_at",
            "first_published_at": "page.first_published_at",
            "is_source": f"page.locale_id = {Locale.objects.get(language_code='en').pk}",
        },
        "page.live",
    )


def _comparisons() -> None:
    english = Locale.objects.get(language_code="en").pk
    _insert(
        Comparison,
        {
            "page_id": "page.id",
            "locale_id": "page.locale_id",
            "source_id": f"(SELECT id FROM wagtailcore_page AS source WHERE source.locale_id = {english}"
            " AND source.translation_key = page.translation_key)",
            "digest": "repeat(CASE WHEN page.slug LIKE '%-stale' THEN 'b' ELSE 'a' END, 64)",
            "head_digest": "repeat('a', 64)",
            "how": "'confirmed'",
            "at": "page.first_published_at",
        },
        f"page.locale_id <> {english} AND page.slug NOT LIKE '%-not-compared'",
    )


def _insert(model: type, values: dict[str, str], where: str) -> None:
    """One row for each page that `where` names."""
    insert(model, values, f"FROM wagtailcore_page AS page WHERE page.depth > 2 AND {where}")
