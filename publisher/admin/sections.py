import swapper
from wagtail.models import AbstractPage, Site

MOST_SECTIONS = 200


def section_choices() -> list[tuple[str, str]]:
    """The upper parts of each site's tree that have pages below them: (page id, title)."""
    pages = swapper.load_model("wagtailcore", "Page").objects
    found = []
    for root in Site.get_site_root_paths():
        home = pages.filter(url_path=root.root_path).first()
        if home is not None:
            below = home.get_descendants().filter(depth__lte=home.depth + 2, numchild__gt=0)
            found += [
                (str(page.pk), _title(page, home, root.language_code)) for page in below[:MOST_SECTIONS]
            ]
    return found


def _title(page: AbstractPage, home: AbstractPage, language: str) -> str:
    return f"{'— ' * (page.depth - home.depth - 1)}{page.title} ({language})"
