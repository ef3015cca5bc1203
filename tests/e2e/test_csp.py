"""Our screens in a real browser under a Content-Security-Policy that forbids everything inline.

Wagtail's own admin breaks such a policy, so it is reported only: judged is what no page of Wagtail's does.
"""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from host.tree import Tree
from playwright.sync_api import Page, Route
from pytest_django.live_server_helper import LiveServer
from support.factories import announce, make_channel, make_publication

from newswire.publisher import dispatch
from newswire.publisher.portal import tokens

pytestmark = [pytest.mark.e2e, pytest.mark.django_db(transaction=True), pytest.mark.timeout(900)]

POLICY = (
    "default-src 'self'; img-src 'self' data:; script-src 'self' 'report-sample';"
    " style-src 'self' 'report-sample'; object-src 'none'; base-uri 'self'; form-action 'self'"
)
LISTEN = """window.violations = [];
document.addEventListener('securitypolicyviolation', event => window.violations.push(
    [event.effectiveDirective, event.sourceFile.replace(location.origin, ''), event.sample]));"""
# Of Wagtail alone.
WAGTAILS = ("/admin/", "/admin/pages/", "/admin/images/", "/admin/reports/site-history/", "/admin/account/")
WIDGETS = ("initDateChooser(", "initTimeChooser(")  # Wagtail's fields for dates start themselves, in any form

Violation = tuple[str, str, str]


@pytest.fixture
def page(tree: Tree, window_of: Callable[..., Page]) -> Iterator[Page]:
    page = window_of("Channel manager", "channels")
    page.add_init_script(LISTEN)
    page.route("**/admin/**", _with_policy)
    yield page
    page.unroute_all(behavior="ignoreErrors")


def _with_policy(route: Route) -> None:
    answer = route.fetch()
    headers = {**answer.headers, "content-security-policy-report-only": POLICY}
    route.fulfill(response=answer, headers=headers)


def violations(page: Page, address: str) -> set[Violation]:
    """What Wagtail's own scripts do is not among them."""
    assert page.goto(address, wait_until="load").status == 200  # type: ignore[union-attr]  # None for an anchor
    page.wait_for_timeout(500)  # what scripts do once the page stands
    return seen(page)


def seen(page: Page) -> set[Violation]:
    found = {tuple(one) for one in page.evaluate("window.violations")}
    outside = {one for one in found if not one[1].startswith(("/static/wagtail", "/static/admin"))}
    return {one for one in outside if not one[2].startswith(WIDGETS)}


def test_our_screens_do_nothing_inline(
    tree: Tree, page: Page, live_server: LiveServer, settings: Any
) -> None:
    settings.NEWSWIRE_PAGE_TYPES = ["host.HostPage"]
    site = make_channel("http://127.0.0.1:9/")
    published = tree.published("The bridge")
    dispatch.run()
    announce(make_publication(page_id=100_000, title="Harbour"), [site], state="parked")
    samples = {one[::2] for path in WAGTAILS for one in violations(page, live_server.url + path)}
    newswire = "/admin/newswire"
    ours = {
        path: {one for one in violations(page, live_server.url + path) if one[::2] not in samples}
        for path in (
            f"{newswire}/channels/",
            f"{newswire}/channels/new/",
            f"{newswire}/channels/inspect/{site.pk}/",
            f"{newswire}/channels/edit/{site.pk}/",
            f"{newswire}/triggers/",
            f"{newswire}/pages/{published.pk}/",
            "/admin/reports/newswire/deliveries/",
            "/admin/reports/newswire/failed/",
            "/admin/reports/newswire/arrival/",
        )
    }
    assert not {path: found for path, found in ours.items() if found}
    # What would be ours is seen: a style in an attribute of an element that markup has brought in.
    page.evaluate("document.querySelector('main').insertAdjacentHTML('beforeend', '<b style=\"top: 3px\">')")
    page.wait_for_timeout(500)
    assert "top: 3px" in {sample for _, _, sample in seen(page)}


def test_the_pages_for_developers_keep_to_their_own_policy(
    tree: Tree, page: Page, live_server: LiveServer
) -> None:
    """It forbids scripts altogether, and every style but those of our files; here it is in force."""
    site = make_channel("http://127.0.0.1:9/")
    (delivery,) = announce(make_publication(page_id=100_000, title="Harbour"), [site], state="delivered")
    start = f"{live_server.url}/newswire/portal/{tokens.create(site)}/"
    for address in (start, f"{start}sendings/", f"{start}sendings/{delivery.pk}/"):
        assert violations(page, address) == set()
        assert page.evaluate("[...document.styleSheets].some(sheet => sheet.cssRules.length)"), address
    page.goto(start)
    page.get_by_role("button", name="Send me a test").click()
    page.wait_for_load_state("load")
    assert seen(page) == set()
    page.evaluate("document.querySelector('main').insertAdjacentHTML('beforeend', '<b style=\"top: 3px\">')")
    page.wait_for_timeout(500)
    assert {directive for directive, _, _ in seen(page)} == {"style-src-attr"}
