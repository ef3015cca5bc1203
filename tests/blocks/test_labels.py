import pytest

from newswire.blocks.labels import REVIEWED, full_article_label

ENGLISH = """Arabic, Bulgarian, Bosnian, Catalan, Czech, Danish, German, Greek, English, Spanish,
Estonian, Persian, Finnish, French, Irish, Hebrew, Hindi, Croatian, Hungarian, Armenian, Indonesian,
Icelandic, Italian, Japanese, Georgian, Korean, Luxembourgish, Lithuanian, Latvian, Macedonian,
Maltese, Dutch, Norwegian, Polish, Portuguese, Brazilian Portuguese, Romanian, Russian, Slovak,
Slovenian, Albanian, Serbian, Swedish, Thai, Turkish, Ukrainian, Vietnamese, Chinese,
Simplified Chinese, Traditional Chinese"""
FRENCH = """arabe, bulgare, bosniaque, catalan, tchèque, danois, allemand, grec, anglais, espagnol,
estonien, persan, finnois, français, irlandais, hébreu, hindi, croate, hongrois, arménien,
indonésien, islandais, italien, japonais, géorgien, coréen, luxembourgeois, lituanien, letton,
macédonien, maltais, néerlandais, norvégien, polonais, portugais, portugais brésilien, roumain,
russe, slovaque, slovène, albanais, serbe, suédois, thaï, turc, ukrainien, vietnamien, chinois,
chinois simplifié, chinois traditionnel"""
GERMAN = """Arabisch, Bulgarisch, Bosnisch, Katalanisch, Tschechisch, Dänisch, Deutsch, Griechisch,
Englisch, Spanisch, Estnisch, Persisch, Finnisch, Französisch, Irisch, Hebräisch, Hindi, Kroatisch,
Ungarisch, Armenisch, Indonesisch, Isländisch, Italienisch, Japanisch, Georgisch, Koreanisch,
Luxemburgisch, Litauisch, Lettisch, Mazedonisch, Maltesisch, Niederländisch, Norwegisch, Polnisch,
Portugiesisch, Portugiesisch (Brasilien), Rumänisch, Russisch, Slowakisch, Slowenisch, Albanisch,
Serbisch, Schwedisch, Thailändisch, Türkisch, Ukrainisch, Vietnamesisch, Chinesisch,
Chinesisch (vereinfacht), Chinesisch (traditionell)"""


@pytest.mark.parametrize(
    ("reader", "sentence", "names"),
    [
        ("en", "Read full article in {}", ENGLISH),
        ("fr", "Lire l'article complet en {}", FRENCH),
        ("de", "Vollständigen Artikel auf {} lesen", GERMAN),
    ],
)
def test_reviewed_sentences(reader, sentence, names):
    expected = [sentence.format(name) for name in " ".join(names.split()).split(", ")]
    assert [full_article_label(lang, reader) for lang in REVIEWED] == expected


@pytest.mark.parametrize("reader", ["fr-be", "FR", "fr_CA"])
def test_variants_of_a_reviewed_language_read_its_sentences(reader):
    assert full_article_label("en", reader) == "Lire l'article complet en anglais"


def test_languages_without_a_review_are_named_after_a_colon():
    assert full_article_label("sr-latn", "en") == "Read full article: Serbian (Latin)"
    assert full_article_label("en", "fi") == "Read full article: englanti"
    assert full_article_label("sr-latn", "fr") == "Lire l'article complet : serbe (latin)"
    assert full_article_label("sr-latn", "de") == "Vollständigen Artikel lesen: Serbisch (Lateinisch)"


def test_unknown_code_is_its_own_name():
    assert full_article_label("tlh", "en") == "Read full article: tlh"


def test_a_site_adds_sentences(settings):
    settings.NEWSWIRE_FULL_ARTICLE_SENTENCES = {
        "fi": {"en": "Lue koko artikkeli englanniksi"},
        "en": {"fr": "The full story, in French"},
    }
    assert full_article_label("en", "fi") == "Lue koko artikkeli englanniksi"
    assert full_article_label("fr", "en-gb") == "The full story, in French"
    assert full_article_label("de", "fi") == "Read full article: saksa"
