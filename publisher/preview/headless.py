"""A draft on a site's own front end: an address with a token, and what the token opens.

The token names page, person and profile, is signed, and expires. Whoever shows it is asked anew, each
time, whether that person may still edit the page: a permission withdrawn closes what was handed out.
"""

from datetime import timedelta
from typing import Any, NamedTuple
from urllib.parse import quote

from django.contrib.auth import get_user_model
from django.core import signing
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.utils.cache import add_never_cache_headers
from django.utils.translation import gettext as _

from newswire.publisher import away, profiles
from newswire.publisher.editorial.restore import takedown_of
from newswire.publisher.models import Channel
from newswire.publisher.profiles import Profile
from newswire.publisher.render import RenderError

from .body import draft_of

SALT = "newswire.preview"
LASTS = timedelta(minutes=15)


class TakenDown(Exception):
    """Nothing of the page is for other sites until it is published again."""


class Claim(NamedTuple):
    page_id: int
    user_id: Any
    profile: Profile


def address(channel: Channel, page_id: int, user: Any) -> str:
    """The site's preview address with a token in the place of `{token}`."""
    claim = Claim(page_id, user.pk, Profile.of(channel))
    token = signing.dumps(claim, salt=SALT, compress=True)
    return channel.preview_address.replace("{token}", quote(token, safe=""))


def read(token: str) -> Claim:
    """Raises signing.BadSignature; SignatureExpired, which is one, after a quarter of an hour."""
    page_id, user_id, profile = signing.loads(token, salt=SALT, max_age=LASTS)
    return Claim(page_id, user_id, Profile(*profile))


def _away() -> JsonResponse:
    return _refused(away.REASON, 503)


@away.said(_away)
def draft(request: HttpRequest, token: str) -> HttpResponse:
    """GET: the body of the draft, as the site would be sent it. 403 or 410 with words, never 404."""
    try:
        claim = read(token)
    except signing.SignatureExpired:
        return _refused(_("This preview has expired. Open it from the editor again."), 410)
    except signing.BadSignature:
        return _refused(_("This is no preview address of ours."), 403)
    try:
        body, content_type = _body(request, claim)
    except PermissionDenied:
        return _refused(_("Whoever opened this preview may no longer edit the page."), 403)
    except (Http404, KeyError):
        return _refused(_("This page has been deleted."), 410)
    except TakenDown:
        return _refused(_("This page was taken down everywhere: other sites are shown no draft of it."), 410)
    except RenderError as error:
        return _refused(str(error), 422)
    response = HttpResponse(body, content_type=content_type)
    add_never_cache_headers(response)
    return response


def _body(request: HttpRequest, claim: Claim) -> tuple[bytes, str]:
    from .views import DraftPreviewView

    user = get_user_model().objects.filter(pk=claim.user_id, is_active=True).first()
    if user is None:
        raise PermissionDenied
    request.user = user
    view = DraftPreviewView()
    view.setup(request, page_id=claim.page_id)  # asks whether the user may edit the page
    page = view.draft()
    if page is None:
        raise RenderError(_("What is in the form cannot be shown. Correct the errors that it names."))
    if takedown_of(page) is not None:
        raise TakenDown
    return draft_of(page).body(claim.profile), profiles.get(claim.profile.format).content_type


def _refused(words: str, status: int) -> JsonResponse:
    response = JsonResponse({"error": words}, status=status)
    add_never_cache_headers(response)
    return response
