"""Pages by the database itself, and what is known of each."""

from django.contrib.contenttypes.models import ContentType
from host.models import HostPage
from host.tree import Tree
from wagtail.models import Page

from newswire.publisher.models import Publication
from newswire.publisher.observed.sites import fingerprint, root_of, root_paths

from .inserting import insert, literal, names, run
from .size import Stock

SECTION = 1000  # pages in one
WORDS = "Two ministers met in the old harbour and agreed on a ferry that sails every hour of the day. "


def pages(stock: Stock, tree: Tree, sections: list[HostPage]) -> None:
    """Copies of a section's row, each below its section, with what must differ."""
    first, size = sections[0], stock.size
    number = f"((n - 1) % {SECTION} + 1)"
    values = {
        "id": f"{stock.before} + n",
        "path": f"section.path || lpad(upper(to_hex({number})), {Page.steplen}, '0')",
        "depth": str(first.depth + 1),
        "numchild": "0",
        "title": "'Article ' || n",
        "draft_title": "'Article ' || n",
        "slug": "'a' || n",
        "url_path": "section.url_path || 'a' || n || '/'",
        "translation_key": "gen_random_uuid()",
        "first_published_at": "now() - interval '60 days'",
        "last_published_at": "now() - interval '60 days'",
    }
    columns = [field.column for field in Page._meta.concrete_fields]
    chosen = ", ".join(values.get(column, f'section."{column}"') for column in columns)
    ids = [section.pk for section in sections]
    run(
        f"INSERT INTO wagtailcore_page ({names(columns)}) SELECT {chosen}"
        f" FROM generate_series(1, {size.pages}) AS n JOIN wagtailcore_page AS section"
        f" ON section.id = (ARRAY{ids})[1 + (n - 1) / {SECTION}]"
    )
    run("SELECT setval(pg_get_serial_sequence('wagtailcore_page', 'id'), max(id)) FROM wagtailcore_page")
    run(
        "UPDATE wagtailcore_page AS section"
        f" SET numchild = least({SECTION}, {size.pages} - {SECTION} * (place - 1))"
        f" FROM unnest(ARRAY{ids}) WITH ORDINALITY AS one (id, place) WHERE section.id = one.id"
    )
    body = literal(f"<p>{WORDS * 20}</p>")
    insert(
        HostPage,
        {"page_ptr_id": "page.id", "body": body},
        f"FROM wagtailcore_page AS page WHERE page.id > {stock.before}",
    )


def publications(stock: Stock) -> None:
    home = HostPage.objects.get(depth=2)
    root = root_of(home.url_path, root_paths())
    content_type = ContentType.objects.get_for_model(HostPage)
    number, announced = f"(page.id - {stock.before})", f"page.id - {stock.before} <= {stock.size.announced}"
    at = f"now() - interval '60 days' * ({number} % 1000) / 1000.0"
    insert(
        Publication,
        {
            "uuid": "gen_random_uuid()",
            "page_id": "page.id",
            "generation": "1",
            "settled": "1",
            "compared": "1",
            "captured_at": at,
            "state": "'live'",
            "version": f"""CASE WHEN NOT {announced} THEN 0
                WHEN {number} <= {stock.size.twice} THEN 2 ELSE 1 END""",
            "content_hash": f"CASE WHEN {announced} THEN md5(page.slug) || md5(page.title) ELSE '' END",
            "title": "page.title",
            "url": f"'{root and root.root_url}' || page.url_path",
            "announced_at": f"CASE WHEN {announced} THEN {at} END",
            "audited_at": f"""CASE WHEN {announced}
                THEN now() - interval '23 hours' * ({number} % 997) / 997 END""",
            "url_path": "page.url_path",
            "tree_path": "page.path",
            "locale_id": "page.locale_id",
            "lang": "'en'",
            "set_key": "page.translation_key",
            "site_fingerprint": f"'{fingerprint(root)}'",
            "page_type": f"'{content_type.app_label}.{content_type.model}'",
            "document_type": "'host.hostpage'",
        },
        f"FROM wagtailcore_page AS page WHERE page.id > {stock.before} ORDER BY page.id",
    )
