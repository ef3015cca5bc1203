"""A tree in three languages and pictures made by Pillow, as the blocks meet them."""

import io
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import html5lib
import polib
import pytest
from django.core.cache import cache
from django.core.exceptions import ValidationError
from django.core.files.images import ImageFile
from host.models import IllustratedPage
from PIL import Image as Pillow
from wagtail.images import get_image_model
from wagtail.models import Locale, Page, Site

from newswire.blocks.body import ArticleBody

for catalogue in (Path(__file__).parents[2] / "blocks" / "locale").rglob("*.po"):
    polib.pofile(catalogue).save_as_mofile(catalogue.with_suffix(".mo"))


@pytest.fixture
def media(settings: Any, tmp_path: Any) -> Any:
    settings.MEDIA_ROOT = tmp_path
    cache.clear()  # of renditions: the next test's pictures have the same ids
    return tmp_path


@pytest.fixture
def make_image(db: None, media: Any) -> Callable[..., Any]:
    """An image of the site's model: a real file of a size and format."""

    def make(name: str = "rover.jpg", size: tuple[int, int] = (800, 400), **fields: Any) -> Any:
        file = io.BytesIO()
        kind = {"jpg": "JPEG", "png": "PNG", "gif": "GIF", "webp": "WEBP"}[name.rpartition(".")[2]]
        Pillow.new("RGB", size, (40, 60, 90)).save(file, kind)
        return get_image_model().objects.create(
            **{"title": name.partition(".")[0], "file": ImageFile(file, name)} | fields
        )

    return make


@pytest.fixture
def homes(db: None) -> dict[str, Any]:
    """Home pages by language, all versions of one page, below one Site."""
    english, _ = Locale.objects.get_or_create(language_code="en")
    root = Page.get_first_root_node() or Page.add_root(title="Root", locale=english)
    home = root.add_child(instance=Page(title="Home", slug="newsroom", locale=english))
    homes = {"en": home}
    for code in ("fr", "de"):
        locale, _ = Locale.objects.get_or_create(language_code=code)
        version = Page(title=f"Home {code}", slug=f"newsroom-{code}", locale=locale)
        version.translation_key = home.translation_key
        homes[code] = root.add_child(instance=version)
    Site.objects.all().delete()
    Site.objects.create(
        hostname="news.example.org", port=443, root_page=home, is_default_site=True, site_name="News"
    )
    return homes


@pytest.fixture
def make_page(homes: dict[str, Any]) -> Callable[..., Any]:
    def make(title: str, lang: str = "en", **fields: Any) -> Any:
        page = IllustratedPage(title=title, locale=homes[lang].locale, **fields)
        return homes[lang].add_child(instance=page)

    return make


def body_of(*blocks: tuple[str, Any]) -> Any:
    """A body as the database gives it: lazy, from stored JSON."""
    return ArticleBody().to_python(
        [{"type": kind, "value": value, "id": f"id-{n}"} for n, (kind, value) in enumerate(blocks)]
    )


@pytest.fixture
def make_body() -> Callable[..., Any]:
    return body_of


@pytest.fixture
def html() -> Callable[..., str]:
    """Blocks, given as (type, stored value), to the HTML of their body; `page` is its page."""

    def render(*blocks: tuple[str, Any], **context: Any) -> str:
        return body_of(*blocks).render_as_block(context)

    return render


@pytest.fixture
def tree(html: Callable[..., str]) -> Callable[..., Any]:
    """The same, parsed; any error of markup raises."""

    def parse(*blocks: tuple[str, Any], **context: Any) -> Any:
        parser = html5lib.HTMLParser(strict=True, namespaceHTMLElements=False)
        return parser.parseFragment(html(*blocks, **context))

    return parse


@pytest.fixture
def api() -> Callable[..., Any]:
    """Blocks to their API values, through JSON as an API sends them."""

    def represent(*blocks: tuple[str, Any], **context: Any) -> list[Any]:
        body = body_of(*blocks)
        shown = body.stream_block.get_api_representation(body, context)
        assert [set(one) for one in shown] == [{"type", "value", "id"}] * len(blocks)
        return [one["value"] for one in json.loads(json.dumps(shown))]

    return represent


@pytest.fixture
def errors() -> Callable[..., Any]:
    """What `clean` of one block says: messages by field, nested as the block is; {} if nothing."""

    def clean(kind: str, value: Any, draft: bool = False) -> Any:
        body = body_of((kind, value))
        check = body.stream_block.clean_deferred if draft else body.stream_block.clean
        try:
            check(body)
        except ValidationError as error:
            return messages(error).get(0, messages(error))
        return {}

    return clean


def messages(error: ValidationError) -> Any:
    nested = getattr(error, "block_errors", None)
    own = [text for one in getattr(error, "non_block_errors", []) for text in ValidationError(one).messages]
    if nested:
        return {key: messages(one) for key, one in nested.items()} | ({"": own} if own else {})
    return {"": own} if own else error.messages


@pytest.fixture
def image_value() -> Callable[..., dict[str, Any]]:
    def value(image: Any, **fields: Any) -> dict[str, Any]:
        said = {"alt_text": "A rover", "decorative": False, "caption": "", "credit": ""}
        return {"image": image.pk, **said, **fields}

    return value
