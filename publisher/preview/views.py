"""Our modes of Wagtail's preview of a page that is being edited."""

import json
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.template.response import TemplateResponse
from django.utils import translation
from django.utils.cache import add_never_cache_headers
from django.utils.decorators import method_decorator
from django.utils.translation import gettext as _
from wagtail.admin.views.pages.preview import PreviewOnEditView
from wagtail.utils.decorators import xframe_options_sameorigin_override

from newswire.publisher import profiles
from newswire.publisher.channels.permissions import may_see_channels
from newswire.publisher.models import Channel
from newswire.publisher.profiles import Profile
from newswire.publisher.profiles.html import page_of
from newswire.publisher.render import RenderError

from . import headless
from .body import Draft, draft_of
from .modes import HTML, SITE, profile_of

TEXTS = "newswire_publisher/preview"


class DraftPreviewMixin:
    """For Wagtail's `PreviewOnEditView`."""

    @method_decorator(xframe_options_sameorigin_override)
    def get(self: Any, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        mode = request.GET.get("mode", "")
        profile = profile_of(mode)
        if profile is not None and not may_see_channels(request.user):
            raise PermissionDenied
        if mode.startswith(SITE):
            return self._on_a_site(request, mode.removeprefix(SITE))
        if mode != HTML and profile is None:
            return super().get(request, *args, **kwargs)  # type: ignore[misc]  # a mixin: of the view
        return self._as_sent(request, profile)

    def draft(self: Any) -> Any | None:
        """The page with what is in the form, else as it was saved; None where the form is not valid."""
        state = self._get_form_state()
        if state is None:
            return self.object
        form = self.get_form(self._get_form_data(state))
        if not self.validate_form(form):
            return None
        form.save(commit=False)
        return self.object

    def _as_sent(self: Any, request: HttpRequest, profile: Profile | None) -> HttpResponse:
        page = self.draft()
        if page is None:
            return self.error_response()
        try:
            draft = draft_of(page)
            return _html(request, draft) if profile is None else _body(request, draft, profile)
        except (RenderError, KeyError) as error:
            words = _("This format is not installed.") if isinstance(error, KeyError) else str(error)
            return _uncached(TemplateResponse(request, f"{TEXTS}/refused.html", {"error": words}))

    def _on_a_site(self: Any, request: HttpRequest, key: str) -> HttpResponse:
        channel = Channel.objects.filter(pk=key).first() if key.isdigit() else None
        if channel is None or not channel.preview_address:
            words = _("This site has been deleted meanwhile, or shows no drafts.")
            return _uncached(TemplateResponse(request, f"{TEXTS}/refused.html", {"error": words}))
        return _uncached(redirect(headless.address(channel, self.object.pk, request.user)))


class DraftPreviewView(DraftPreviewMixin, PreviewOnEditView):
    pass


def _html(request: HttpRequest, draft: Draft) -> HttpResponse:
    """The page that a site of the format HTML is sent, in a plain design and with Wagtail's own checks."""
    template, context = page_of(draft.envelope, draft.data)
    with translation.override(draft.data["lang"] or None):
        return _uncached(render(request, f"{TEXTS}/html.html", {**context, "page_as_sent": template}))


def _body(request: HttpRequest, draft: Draft, profile: Profile) -> HttpResponse:
    """Readable; with `bytes` in the address, what is sent to the byte."""
    body, kind = draft.body(profile), profiles.get(profile.format).content_type
    if "bytes" in request.GET:
        response = HttpResponse(body, content_type="text/plain; charset=utf-8")
        response["X-Content-Type-Options"] = "nosniff"
        return _uncached(response)
    text = body.decode()
    if "json" in kind:
        text = json.dumps(json.loads(body), ensure_ascii=False, indent=2)
    context = {"text": text, "size": len(body), "kind": kind, "mode": request.GET["mode"]}
    return _uncached(TemplateResponse(request, f"{TEXTS}/body.html", context))


def _uncached(response: HttpResponse) -> HttpResponse:
    add_never_cache_headers(response)
    return response
