"""Versions on another site, and whether it links back: asked of a real server."""

import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
from wagtail.models import PageLogEntry

from newswire.publisher.languages import hreflang, set_members, versions_of
from newswire.publisher.models import OutsideVersion
from newswire.publisher.observed import observe
from newswire.publisher.translating import outside, reciprocity
from newswire.publisher.translating.refusal import Refused


class Site(ThreadingHTTPServer):
    """Another newsroom's website: each path answers as it was told to."""

    daemon_threads = True

    def __init__(self):
        super().__init__(("127.0.0.1", 0), Handler)
        self.answers = {}

    def says(self, path, head="", status=200, **headers):
        self.answers[path] = (status, head, headers)
        return f"http://127.0.0.1:{self.server_port}{path}"


class Handler(BaseHTTPRequestHandler):
    def do_GET(self):
        status, head, headers = self.server.answers[self.path]
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(f"<!doctype html><html><head>{head}</head><body></body></html>".encode())

    def log_message(self, *args):
        pass


@pytest.fixture
def site():
    server = Site()
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield server
    server.shutdown()
    server.server_close()


@pytest.fixture
def page(published):
    return published("Harbour", "en")


def url_of(page):
    return observe([page.pk])[page.pk].url


def link_to(page):
    return f'<link rel="alternate" hreflang="en" href="{url_of(page)}">'


def named(page):
    members = set_members(page.pk)
    return [
        entry["lang"] for entry in hreflang(members[page.pk], versions_of(members[page.pk], members.values()))
    ]


def test_it_links_back(page, site, boss):
    version = outside.add(page, "lb", site.says("/lb", link_to(page)), boss)
    assert named(page) == []
    assert reciprocity.check(version) == reciprocity.Check(True)
    assert named(page) == ["en", "lb", "x-default"]
    assert PageLogEntry.objects.filter(page=page.pk, action="newswire.outside").exists()


def test_a_link_header_and_redirects_count_too(page, site, boss):
    site.says("/there", Link=f'<{url_of(page)}>; rel="alternate"; hreflang="en"')
    version = outside.add(page, "lb", site.says("/lb", status=301, Location="/there"), boss)
    assert reciprocity.check(version).reciprocal


@pytest.mark.parametrize(
    ("head", "words"),
    [
        ("", "names no language versions at all"),
        ('<link rel="alternate" hreflang="en" href="https://elsewhere.example/">', "another address"),
        (
            '<link rel="canonical" href="x"><link rel="alternate" type="application/rss+xml" href="y">',
            "at all",
        ),
    ],
)
def test_it_says_what_the_other_site_lacks(head, words, page, site, boss):
    version = outside.add(page, "lb", site.says("/lb", head), boss)
    found = reciprocity.check(version)
    assert not found.reciprocal
    assert any(words in sentence for sentence in found.missing)
    assert found.missing[-1] == link_to(page), "the very line to add"
    version.refresh_from_db()
    assert (version.reciprocal, version.missing) == (False, list(found.missing))
    assert named(page) == []


@pytest.mark.parametrize(
    ("url", "words"),
    [
        ("http://10.0.0.1/", "not on the public internet"),
        ("http://169.254.169.254/latest/meta-data", "not on the public internet"),
        ("http://127.0.0.1:1/", "did not answer"),
    ],
)
def test_private_addresses_are_never_asked(url, words, page, boss):
    version = outside.add(page, "lb", url, boss)
    assert words in reciprocity.check(version).missing[0]


def test_a_redirect_to_a_private_address_is_not_followed(page, site, boss):
    version = outside.add(page, "lb", site.says("/lb", status=302, Location="http://10.0.0.1/"), boss)
    assert "not on the public internet" in reciprocity.check(version).missing[0]


def test_errors_and_loops_are_said(page, site, boss):
    version = outside.add(page, "lb", site.says("/lb", status=500), boss)
    assert "answered with 500" in reciprocity.check(version).missing[0]
    version = outside.add(page, "lb", site.says("/loop", status=302, Location="/loop"), boss)
    assert "again and again" in reciprocity.check(version).missing[0]


def test_a_changed_address_is_to_be_checked_again(page, site, boss):
    version = outside.add(page, "lb", site.says("/lb", link_to(page)), boss)
    reciprocity.check(version)
    version = outside.add(page, "lb", "https://moved.example/lb", boss)
    assert (version.reciprocal, OutsideVersion.objects.count()) == (None, 1)
    outside.remove(page, "lb", boss)
    assert not OutsideVersion.objects.exists()


@pytest.mark.parametrize(
    ("lang", "url", "words"),
    [
        ("en", "https://a.example/", "This page itself"),
        ("qqq-zz", "https://a.example/", "no code of a language"),
        ("lb", "javascript:alert(1)", "complete address"),
        ("lb", "https://user:pw@a.example/", "complete address"),
    ],
)
def test_refusals(lang, url, words, page, boss):
    with pytest.raises(Refused, match=words):
        outside.add(page, lang, url, boss)


def test_only_who_may_edit_the_page(page, translator):
    with pytest.raises(Refused, match="may not edit"):
        outside.add(page, "lb", "https://a.example/", translator("fr"))
    outside.add(page, "lb", "https://a.example/", translator("en", name="english"))
