from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import URLValidator
from django.utils.translation import gettext_lazy as _

is_address = URLValidator(schemes=["http", "https"])
MADE_UP = "token"


class PreviewAddressField(forms.CharField):
    """An address with the word {token} in its path or query."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(max_length=500, **kwargs)

    def validate(self, value: str) -> None:
        super().validate(value)
        if not value:
            return
        if "{token}" not in value:
            raise ValidationError(_("Write {token} where the site expects it."))
        address = value.replace("{token}", MADE_UP)
        try:
            is_address(address.replace("://localhost", "://127.0.0.1"))
        except ValidationError as error:
            raise ValidationError(_("This is no address: it starts with https://")) from error
