"""Our admin pages add nothing inline to Wagtail's, so that a Content-Security-Policy can forbid it."""

import re
from pathlib import Path
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.test import Client
from lxml import html
from support.admin_views import values, views

__all__ = ["values"]
ROOT = Path(__file__).parents[3]
# Of Wagtail alone: what is inline there is its own.
WAGTAILS = ("/admin/", "/admin/pages/", "/admin/users/", "/admin/images/add/", "/admin/reports/site-history/")
# Wagtail's widgets for dates and pages start themselves by a script beside them, wherever a form has one.
WIDGETS = re.compile(r"<script> (init(Date|Time|DateTime)Chooser|new PageChooser)\(")
DATA = re.compile(r"application/(ld\+)?json|speculationrules|text/x-template|text/django-form-template")


def inline(page: bytes) -> set[str]:
    """Scripts, styles and handlers that stand in the page itself."""
    if not page.strip():
        return set()
    found = set()
    for element in html.document_fromstring(page).iter("*"):
        is_script = element.tag == "script" and not element.get("src")
        if element.tag == "style" or (is_script and not DATA.match(element.get("type", ""))):
            found.add(f"<{element.tag}> {' '.join((element.text or '').split())}")
        for name, text in element.attrib.items():
            if name == "style" or name.startswith("on") or text.strip().lower().startswith("javascript:"):
                found.add(f"{name}={text}")
    return found


@pytest.mark.django_db(transaction=True)
def test_our_pages_have_nothing_inline_that_wagtails_have_not(values: dict[str, Any]) -> None:
    client = Client()
    client.force_login(User.objects.create_superuser("root"))
    page = f"/admin/pages/{values['page']}/edit/"
    wagtails = set().union(*(inline(client.get(path).content) for path in WAGTAILS))
    ours, seen = {}, 0
    for name, path in [*views(values), ("edit", page)]:
        answer = client.get(path)
        if answer.status_code == 200 and answer["Content-Type"].startswith("text/html"):
            seen += 1
            ours[name] = {one for one in inline(answer.content) - wagtails if not WIDGETS.match(one)}
    assert seen > 25
    assert not {name: found for name, found in ours.items() if found}


def test_our_templates_hold_no_inline_code() -> None:
    templates = [path for app in ("blocks", "cms", "publisher") for path in (ROOT / app).rglob("*.html")]
    assert templates
    code = re.compile(
        r"<style|\sstyle=|\son[a-z]+=|javascript:|<script(?![^>]*(\ssrc=|ld\+json))", re.IGNORECASE
    )
    assert not [path.name for path in templates if code.search(path.read_text())]


def test_what_counts_as_inline() -> None:
    page = b"<p style='x' onclick='y'><script>z</script><style>s</style>"
    page += b"<script type='application/json'></script>"
    assert inline(page) == {"style=x", "onclick=y", "<script> z", "<style> s"}
