"""The sentence that leads to a full article, in the reader's language.

CLDR names do not inflect ("английский" after "на"), so a sentence is only made of them where that
was reviewed; tests/blocks/test_labels.py lists every reviewed sentence as a reader sees it.
"""

from django.conf import settings
from django.utils.translation import gettext, override

from newswire.blocks.languages import language_name

SENTENCES = {
    "en": "Read full article in {language}",
    "fr": "Lire l'article complet en {language}",
    "de": "Vollständigen Artikel auf {language} lesen",
}

# Languages whose CLDR name stands unchanged after "in", "en" and "auf".
REVIEWED = """
    ar bg bs ca cs da de el en es et fa fi fr ga he hi hr hu hy id is it ja ka ko lb lt lv mk mt
    nl no pl pt pt-br ro ru sk sl sq sr sv th tr uk vi zh zh-hans zh-hant
""".split()  # noqa: SIM905 - fifty codes, read at a glance


def full_article_label(target_lang: str, in_language: str) -> str:
    """The words of a link to a full article in `target_lang` for a reader of `in_language`.

    First the site's own sentences (`NEWSWIRE_FULL_ARTICLE_SENTENCES`, `{reader: {target:
    sentence}}`), then the reviewed ones, then "Read full article: {language}" by gettext.
    """
    target, reader = _code(target_lang), _code(in_language)
    added = getattr(settings, "NEWSWIRE_FULL_ARTICLE_SENTENCES", {})
    for code in (reader, reader.partition("-")[0]):
        if target in (sentences := added.get(code, {})):
            return str(sentences[target])
        if code in SENTENCES and target in REVIEWED:
            return SENTENCES[code].format(language=language_name(target, code))
    with override(in_language):
        return gettext("Read full article: %(language)s") % {"language": language_name(target, in_language)}


def _code(lang: str) -> str:
    return lang.replace("_", "-").lower()
