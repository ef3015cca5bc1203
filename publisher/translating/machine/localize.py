"""wagtail-localize's machine translators (DeepL, Google, LibreTranslate), as its own settings name them."""

from collections.abc import Sequence

from wagtail.models import Locale

from .service import NotTranslated, Phrase


class LocalizeTranslator:
    """Of WAGTAILLOCALIZE_MACHINE_TRANSLATOR. Its time limit is that translator's own option."""

    def __init__(self) -> None:
        from wagtail_localize.machine_translators import get_machine_translator

        self._translator = get_machine_translator()
        if self._translator is None:
            raise ValueError("WAGTAILLOCALIZE_MACHINE_TRANSLATOR is not set")
        self.label = str(self._translator.display_name)

    def translate(self, phrases: Sequence[Phrase], source: str, target: str) -> list[str]:
        from wagtail_localize.strings import StringValue

        locales = [Locale.objects.get(language_code=code) for code in (source, target)]
        if not self._translator.can_translate(*locales):
            raise NotTranslated(f"{self.label} does not translate from {source} to {target}.")
        values = [
            StringValue(one.text) if one.is_tagged else StringValue.from_plaintext(one.text)
            for one in phrases
        ]
        try:
            found = self._translator.translate(*locales, list(dict.fromkeys(values)))
        except Exception as error:  # each has the errors of the library that it stands on
            raise NotTranslated(f"{self.label}: {type(error).__name__}", again=True) from error
        return [
            found[value].data if one.is_tagged else found[value].render_text()
            for one, value in zip(phrases, values, strict=True)
        ]
