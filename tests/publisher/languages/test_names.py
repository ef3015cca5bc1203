import pytest

from newswire.publisher.languages.names import direction, language_name, native_name, territory_code


@pytest.mark.parametrize(
    ("lang", "in_french", "native", "written", "territory"),
    [
        ("en", "anglais", "English", "ltr", "en_US"),
        ("fr", "français", "Français", "ltr", "fr_FR"),
        ("ar", "arabe", "العربية", "rtl", "ar_EG"),
        ("he", "hébreu", "עברית", "rtl", "he_IL"),
        ("zh-hans", "chinois simplifié", "简体中文", "ltr", "zh_CN"),
        ("pt-br", "portugais brésilien", "Português (Brasil)", "ltr", "pt_BR"),
        ("sr-latn", "serbe (latin)", "Srpski (latinica)", "ltr", "sr_RS"),
        ("az-arab", "azerbaïdjanais (arabe)", "تۆرکجه", "rtl", "az_IR"),
        ("ka", "géorgien", "ქართული", "ltr", "ka_GE"),
        ("eo", "espéranto", "Esperanto", "ltr", "eo"),
        ("xx-unknown", "xx-unknown", "Xx-unknown", "ltr", "xx_unknown"),
        ("", "", "", "ltr", ""),
    ],
)
def test_names_by_cldr(lang, in_french, native, written, territory):
    assert language_name(lang, "fr") == in_french
    assert native_name(lang) == native
    assert direction(lang) == written
    assert territory_code(lang) == territory


def test_a_reader_whose_language_is_unknown_gets_english():
    assert language_name("fr", "xx-unknown") == "French"
