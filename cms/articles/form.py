from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from wagtail.admin.forms import WagtailAdminPageForm
from wagtail.coreutils import find_available_slug

from newswire.blocks.image import alt_problem
from newswire.cms.articles.lead import lead_value, words_of_a_version
from newswire.cms.articles.reading import has_text
from newswire.cms.articles.slugs import is_from_headline
from newswire.cms.credits.publishing import body_credit_errors, lead_credit_error
from newswire.cms.slugs import slug_from


class ArticleForm(WagtailAdminPageForm):
    """A draft needs a headline; what readers will see is checked when it is published, scheduled
    or handed in, and each message says what to do."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if "slug" in self.fields:
            self.fields["slug"].required = False  # left empty: Wagtail makes it from the headline
        if "lead_alt_text" in self.fields and (words := words_of_a_version(self.instance)):
            help_text = self.fields["lead_alt_text"].help_text
            self.fields["lead_alt_text"].help_text = f"{help_text} {words}"

    def clean_slug(self) -> str:
        """Gives the slug that the browser made of the headline a number, where another article has it.

        Refused, as Wagtail does it, it would keep the draft from saving itself, in a tab that is not open.
        """
        slug, page = str(self.cleaned_data["slug"]), self.instance
        if not slug or page.first_published_at or slug != slug_from(self.cleaned_data.get("title", "")):
            return slug
        return str(find_available_slug(self.parent_page, slug, ignore_page_id=page.pk))

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        self._renew_slug(cleaned)
        return cleaned

    def _renew_slug(self, cleaned: dict[str, Any]) -> None:
        """Lets Wagtail make the slug anew from a new headline, until the article has been live.

        So a translation gets one in its own language; one typed by hand stays.
        """
        page = self.instance
        if page.pk is None or page.first_published_at or "title" not in self.changed_data:
            return
        if "slug" not in self.changed_data and is_from_headline(page, self.initial.get("title", "")):
            cleaned["slug"] = ""

    def _post_clean(self) -> None:
        super()._post_clean()
        if not self.is_deferred_validation:
            self._check_text()
            self._check_lead()
            self._check_credits()

    def _check_text(self) -> None:
        if not has_text(self.instance.body):
            self.add_error("body", _("Write the text before publishing: fill a paragraph."))

    def _check_lead(self) -> None:
        if problem := alt_problem(lead_value(self.instance)):
            self.add_error("lead_alt_text", problem)

    def _check_credits(self) -> None:
        errors: dict[str, ValidationError | None] = {
            "lead_credit": lead_credit_error(self.instance),
            "body": body_credit_errors(self.instance),
        }
        for field, error in errors.items():
            if error and field not in self.errors:
                self.add_error(field, error)
