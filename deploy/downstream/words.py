"""The site's own words, dates and names of languages. Languages without words here get English."""

from datetime import datetime

from babel import Locale, UnknownLocaleError
from babel.dates import format_date

ENGLISH = {
    "all_news": "All news",
    "also_in": "Also in:",
    "by": "By",
    "choose": "Choose a language",
    "corrections": "Corrections",
    "gone": "This article is no longer here",
    "gone_text": "It has been withdrawn by its publisher.",
    "languages": "Languages",
    "missing": "There is no such page",
    "missing_text": "The address may be mistyped, or the article was never here.",
    "newer": "Newer",
    "no_news": "There is no news in this language yet.",
    "none": "No news has arrived yet.",
    "older": "Older",
    "page": "Page {page} of {pages}",
    "read_instead": "Read this instead:",
    "related": "Read more",
    "skip": "Skip to the text",
    "there_is": "There is news in:",
}
FRENCH = {
    "all_news": "Toute l'actualité",
    "also_in": "Aussi en :",
    "by": "Par",
    "choose": "Choisissez une langue",
    "corrections": "Corrections",
    "gone": "Cet article n'est plus ici",
    "gone_text": "Il a été retiré par son éditeur.",
    "languages": "Langues",
    "missing": "Cette page n'existe pas",
    "missing_text": "L'adresse est peut-être erronée, ou l'article n'a jamais été ici.",
    "newer": "Plus récents",
    "no_news": "Il n'y a pas encore d'actualité dans cette langue.",
    "none": "Aucune actualité n'est encore arrivée.",
    "older": "Plus anciens",
    "page": "Page {page} sur {pages}",
    "read_instead": "À lire à la place :",
    "related": "Lire aussi",
    "skip": "Aller au texte",
    "there_is": "Il y a de l'actualité en :",
}
GERMAN = {
    "all_news": "Alle Nachrichten",
    "also_in": "Auch auf:",
    "by": "Von",
    "choose": "Wählen Sie eine Sprache",
    "corrections": "Korrekturen",
    "gone": "Dieser Artikel ist nicht mehr hier",
    "gone_text": "Sein Herausgeber hat ihn zurückgezogen.",
    "languages": "Sprachen",
    "missing": "Diese Seite gibt es nicht",
    "missing_text": "Die Adresse ist vielleicht falsch, oder der Artikel war nie hier.",
    "newer": "Neuere",
    "no_news": "In dieser Sprache gibt es noch keine Nachrichten.",
    "none": "Es sind noch keine Nachrichten eingetroffen.",
    "older": "Ältere",
    "page": "Seite {page} von {pages}",
    "read_instead": "Stattdessen lesen:",
    "related": "Mehr dazu",
    "skip": "Zum Text",
    "there_is": "Nachrichten gibt es auf:",
}
ARABIC = {
    "all_news": "كل الأخبار",
    "also_in": "متوفر أيضًا باللغات:",
    "by": "بقلم",
    "choose": "اختر لغة",
    "corrections": "تصويبات",
    "gone": "لم يعد هذا المقال هنا",
    "gone_text": "سحبه ناشره.",
    "languages": "اللغات",
    "missing": "لا توجد صفحة كهذه",
    "missing_text": "قد يكون العنوان خاطئًا، أو أن المقال لم يكن هنا قط.",
    "newer": "الأحدث",
    "no_news": "لا توجد أخبار بهذه اللغة بعد.",
    "none": "لم تصل أي أخبار بعد.",
    "older": "الأقدم",
    "page": "صفحة {page} من {pages}",
    "read_instead": "اقرأ بدلًا منه:",
    "related": "اقرأ المزيد",
    "skip": "انتقل إلى النص",
    "there_is": "توجد أخبار باللغات:",
}
WORDS = {"en": ENGLISH, "fr": FRENCH, "de": GERMAN, "ar": ARABIC}


def words_lang(lang: str | None) -> str:
    """The language that the site's own words have on a page in `lang`."""
    primary = (lang or "en").split("-")[0].lower()
    return primary if primary in WORDS else "en"


def locale_of(lang: str | None) -> Locale | None:
    try:
        return Locale.parse(lang, sep="-") if lang else None
    except (UnknownLocaleError, ValueError):
        return None


def language_name(lang: str) -> str:
    """The language's name in itself ("Français"), or the tag where CLDR has none."""
    locale = locale_of(lang)
    name = locale.get_display_name() if locale else None
    return name[:1].upper() + name[1:] if name else lang


def direction(lang: str | None) -> str:
    locale = locale_of(lang)
    return locale.text_direction if locale else "ltr"


def date_in(lang: str | None, written: str | None) -> str:
    """The day of an ISO 8601 date in its own time zone, in the reader's language."""
    try:
        day = datetime.fromisoformat(written or "").date()
    except ValueError:
        return ""
    # Plain "en" would be American to CLDR; a site that wants that says en-US.
    locale = None if lang == "en" else locale_of(lang)
    return format_date(day, "long", locale=locale or "en_GB")
