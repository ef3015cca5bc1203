from django.utils.translation import gettext, override

from newswire.publisher.content import label_of_full_version

from .names import language_name


def version_label(lang: str, reader: str, full: bool = False) -> str:
    """What a link to a version in `lang` is called, in the reader's language.

    The language's name ("French"), or for the full version the sentence that the site registered
    with `content.register_label`, else "Read full article: French".
    """
    if not full:
        return language_name(lang, reader)
    if registered := label_of_full_version(lang, reader):
        return registered
    with override(reader or None):
        return gettext("Read full article: %(language)s") % {"language": language_name(lang, reader)}
