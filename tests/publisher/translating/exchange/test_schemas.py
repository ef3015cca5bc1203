"""What goes out as XLIFF is what OASIS's schemas allow.

They come with Debian's php-symfony-translation. That of 2.0 is the core of 2.1 too, in whose namespace it
stayed: what 2.1 added are modules, of which we write none.
"""

from functools import cache
from pathlib import Path
from typing import Any

import pytest
import xmlschema
from support.npm import lacks
from support.translation_tools import translated

from newswire.cms.pages.models import ArticlePage
from newswire.publisher.translating.exchange.arrival import arrival
from newswire.publisher.translating.exchange.deliver import deliver
from newswire.publisher.translating.exchange.formats import read

FOLDER = Path("/usr/share/php/Symfony/Component/Translation/Resources/schemas")
FILES = {"xliff1": "xliff-core-1.2-strict.xsd", "xliff2": "xliff-core-2.0.xsd"}


@cache
def schema(name: str) -> xmlschema.XMLSchema10:
    path = FOLDER / FILES[name]
    if not path.exists():
        lacks(path.name, "php-symfony-translation has the schema that judges XLIFF")
    return xmlschema.XMLSchema10(str(path), allow="local")  # xml:space is known to the library


def wrong(content: bytes, name: str) -> list[str]:
    return [f"{error.path}: {error.reason}" for error in schema(name).iter_errors(content)]


@pytest.mark.parametrize("name", FILES)
def test_an_article_with_every_block(name: str, whole: ArticlePage, exported: Any, boss: Any) -> None:
    content = exported(whole, name)
    assert not wrong(content, name)
    deliver(next(arrival(one) for one in read(translated(content, name, str.swapcase))), boss)
    whole.summary = "It drove on."
    whole.save_revision().publish()
    again = exported(ArticlePage.objects.get(pk=whole.pk), name)  # with what it says, and what is old of it
    assert b"target" in again
    assert not wrong(again, name)


@pytest.mark.parametrize("lang", ["ar", "zh-hans", "pt-br"])
@pytest.mark.parametrize("name", FILES)
def test_languages_with_a_script_or_a_region(
    name: str, lang: str, published: Any, home_in: Any, exported: Any, settings: Any
) -> None:
    settings.LANGUAGES = settings.WAGTAIL_CONTENT_LANGUAGES = [
        *settings.WAGTAIL_CONTENT_LANGUAGES,
        ("pt-br", "Brazilian Portuguese"),
    ]
    content = exported(published("Harbour & <ferries>"), name, home_in(lang).locale)
    assert lang.encode() in content
    assert not wrong(content, name)


@pytest.mark.parametrize("name", FILES)
def test_the_judge_knows_what_is_wrong(name: str, published: Any, exported: Any) -> None:
    content = exported(published("Harbour"), name)
    assert wrong(content.replace(b"<source>", b"<sauce>").replace(b"</source>", b"</sauce>"), name)
