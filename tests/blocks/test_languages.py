import pytest
from django.utils.translation import override

from newswire.blocks.languages import direction, language_choices, language_name, native_name


@pytest.mark.parametrize(
    ("lang", "reader", "name"),
    [
        ("en", "fr", "anglais"),
        ("zh-hans", "en", "Simplified Chinese"),
        ("zh-hans", "de", "Chinesisch (vereinfacht)"),
        ("pt-br", "fr", "portugais brésilien"),
        ("PT_BR", "en", "Brazilian Portuguese"),
        ("sr-latn", "en", "Serbian (Latin)"),
        ("fr", "de-lu", "Französisch"),
        ("fr", "unknown-reader", "French"),
        ("tlh", "en", "tlh"),
        ("", "en", ""),
    ],
)
def test_name_in_a_readers_language(lang, reader, name):
    assert language_name(lang, reader) == name


@pytest.mark.parametrize(
    ("lang", "name"),
    [
        ("fr", "Français"),
        ("de", "Deutsch"),
        ("ar", "العربية"),
        ("lb", "Lëtzebuergesch"),
        ("ka", "ქართული"),
        ("tlh", "tlh"),
    ],
)
def test_name_in_itself(lang, name):
    assert native_name(lang) == name


def test_scripts_and_regions_show_in_native_names():
    assert len({native_name(lang) for lang in ("zh", "zh-hans", "zh-hant")}) == 3
    assert native_name("sr-latn") != native_name("sr")


@pytest.mark.parametrize("lang", ["ar", "he", "fa", "ur", "dv", "ar-ma", "AR", "az-arab", "ps"])
def test_right_to_left(lang):
    assert direction(lang) == "rtl"


@pytest.mark.parametrize("lang", ["en", "zh-hans", "az", "ar-latn", "tlh", "", "x-private"])
def test_left_to_right(lang):
    assert direction(lang) == "ltr"


def test_choices_put_the_sites_languages_first(settings):
    settings.LANGUAGES = [("en", "English"), ("lb", "Luxembourgish")]
    settings.WAGTAIL_CONTENT_LANGUAGES = settings.LANGUAGES
    with override("de"):
        (_, own), (_, others) = language_choices()
    assert own == [("en", "Englisch (English)"), ("lb", "Luxemburgisch (Lëtzebuergesch)")]
    codes = [code for code, _ in others]
    assert {"fr", "de", "zh-hans", "pt-br"} <= set(codes)
    assert not {"en", "lb", "zh-cn"} & set(codes)
