"""Any page of a host becomes a document, or words that say why not."""

import logging

import pytest
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse, HttpResponseRedirect, StreamingHttpResponse
from django.test import override_settings
from django.urls import get_script_prefix, set_script_prefix
from django.utils import timezone, translation
from host.models import BrokenPage, CalendarPage, HostPage
from wagtail import hooks
from wagtail.images.models import SourceImageIOError
from wagtail.models import Site

from newswire.publisher.render import RenderError, render
from newswire.publisher.render.request import visiting


@pytest.fixture
def page(tree):
    return HostPage.objects.get(pk=tree.published(intro="The quay.", body="<p>Text</p>").pk)


def serving(monkeypatch, answer, model=HostPage):
    def serve(self, request, *args, **kwargs):
        if isinstance(answer, Exception):
            raise answer
        return answer

    monkeypatch.setattr(model, "serve", serve)


def test_the_default_is_main_as_the_hosts_template_renders_it(page):
    rendered = render(page)
    assert rendered.url == "https://news.example.org/en/harbour-reopens/"
    assert rendered.lang == "en"
    document = rendered.document
    assert (document.type, document.title, document.structured) == ("host.hostpage", page.title, False)
    assert '<p class="intro">The quay.</p>' in document.html
    assert "footer" not in document.html


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ("<body><article><p>A</p></article></body>", "<article><p>A</p></article>"),
        ("<body><article>no</article><main><p>A</p></main></body>", "<main><p>A</p></main>"),
        ("<main>ä ← ü</main>", "<main>ä ← ü</main>"),
    ],
)
def test_main_else_article(page, monkeypatch, body, expected):
    serving(monkeypatch, HttpResponse(f"<!doctype html><html>{body}</html>"))
    assert render(page).document.html == expected


@pytest.mark.parametrize(
    ("answer", "warning"),
    [
        (HttpResponse("<html><body><div>A</div></body></html>"), "neither <main> nor <article>"),
        (HttpResponse("%PDF", content_type="application/pdf"), "is not HTML"),
        (HttpResponse(""), "empty"),
    ],
)
def test_without_a_body_there_is_a_warning(page, monkeypatch, answer, warning):
    serving(monkeypatch, answer)
    document = render(page).document
    assert document.html == ""
    assert warning in document.warnings[0]


def test_elements_that_nobody_ends_cost_no_text(page, monkeypatch):
    body = "".join(f"<div><p>Paragraph {number}</p>" for number in range(600))
    serving(monkeypatch, HttpResponse(f"<main>{body}</main>"))
    assert "Paragraph 599" in render(page).document.html


def test_a_streamed_page_is_read_to_its_end(page, monkeypatch):
    serving(monkeypatch, StreamingHttpResponse([b"<main>", b"A", b"</main>"]))
    assert render(page).document.html == "<main>A</main>"


@pytest.mark.filterwarnings("ignore:StreamingHttpResponse must consume")
def test_a_page_that_streams_for_an_async_server_is_read_too(page, monkeypatch):
    async def parts():
        yield b"<main>"
        yield b"A</main>"

    serving(monkeypatch, StreamingHttpResponse(parts()))
    assert render(page).document.html == "<main>A</main>"


@pytest.mark.parametrize(
    ("answer", "words"),
    [
        (HttpResponseRedirect("https://other.example/"), "https://other.example/"),
        (HttpResponse("no", status=503), "503"),
        (None, "NoneType"),
        (Http404(), "anonymous visitors"),
        (PermissionDenied(), "anonymous visitors"),
        (ZeroDivisionError("by 0%"), "ZeroDivisionError: by 0%"),
        (SourceImageIOError("images/a.jpg"), "images/a.jpg"),
        (FileNotFoundError("images/a.jpg"), "Upload its file again"),
    ],
)
def test_what_fails_is_said_in_words(page, monkeypatch, answer, words):
    serving(monkeypatch, answer)
    with pytest.raises(RenderError) as failure:
        render(page)
    assert words in str(failure.value)


def test_a_template_that_raises(tree, caplog):
    page = tree.home.add_child(instance=BrokenPage(title="Broken", locale=tree.english))
    with caplog.at_level(logging.ERROR), pytest.raises(RenderError, match="there_is_no_such_template"):
        render(page)
    assert caplog.records[0].exc_info


def test_a_host_that_is_not_allowed_and_a_page_without_a_site(page, tree):
    with (
        override_settings(ALLOWED_HOSTS=["other.example"]),
        pytest.raises(RenderError, match="ALLOWED_HOSTS"),
    ):
        render(page)
    tree.site.delete()
    with pytest.raises(RenderError, match="no site"):
        render(HostPage.objects.get(pk=page.pk))


def test_the_request_has_the_port_of_the_pages_site(page, tree):
    """Sites of one name and two ports are told apart by it."""
    tree.site.hostname, tree.site.port = "news.example.org", 8443
    tree.site.save()
    with visiting(page) as request:
        assert request.build_absolute_uri("/about/") == "http://news.example.org:8443/about/"
        assert request.get_port() == "8443"
        assert Site.find_for_request(request) == tree.site
    tree.site.hostname = "[::1]"
    tree.site.save()
    with visiting(HostPage.objects.get(pk=page.pk)) as request:
        assert request.get_host() == "[::1]:8443"


@pytest.mark.parametrize("forced", ["/newsroom", None])  # None: the web server says it, as in a preview
def test_a_project_below_a_path_has_it_once_in_the_request(page, settings, forced):
    settings.FORCE_SCRIPT_NAME = forced
    before = get_script_prefix()
    set_script_prefix("/newsroom/")
    try:
        with visiting(page) as request:
            assert request.build_absolute_uri() == page.full_url
            assert (request.path, request.path_info) == (
                "/newsroom/en/harbour-reopens/",
                "/en/harbour-reopens/",
            )
    finally:
        set_script_prefix(before)


def test_a_routable_page_is_what_its_view_shows_at_its_own_address(tree):
    page = tree.home.add_child(instance=CalendarPage(title="Calendar", locale=tree.english))
    assert render(page).document.html == "<main>Upcoming, by upcoming</main>"
    page.live = False  # a draft
    assert render(page).document.html == "<main>Upcoming, by upcoming</main>"


def test_a_routable_page_without_a_view_for_its_own_address(tree, monkeypatch):
    page = tree.home.add_child(instance=CalendarPage(title="Calendar", locale=tree.english))
    monkeypatch.setattr(CalendarPage, "resolve_subpage", lambda self, path: (_ for _ in ()).throw(Http404()))
    serving(monkeypatch, HttpResponse("<main>Its template</main>"), CalendarPage)
    assert render(page).document.html == "<main>Its template</main>"


def test_what_hooks_of_the_host_hide_is_not_sent(page):
    def members_only(page, request, args, kwargs):
        return None if request.user.is_authenticated else HttpResponseRedirect("/login/")

    with (
        hooks.register_temporarily("before_serve_page", members_only),
        pytest.raises(RenderError, match="/login/"),
    ):
        render(page)


def test_hooks_of_the_host_are_around_what_is_sent_in_their_order(page):
    def named(name):
        def hook(serve):
            def inner(page, request, args, kwargs):
                answer = serve(page, request, args, kwargs)
                answer = answer.render() if hasattr(answer, "render") else answer
                return HttpResponse(answer.content.replace(b"</main>", name.encode() + b"</main>"))

            return inner

        return hook

    with hooks.register_temporarily([("on_serve_page", named("outer")), ("on_serve_page", named("inner"))]):
        assert render(page).document.html.endswith("innerouter</main>")


def test_the_visitor_is_nobody_at_the_pages_own_site_in_its_own_language(page):
    with translation.override("de"), timezone.override("Asia/Tokyo"), visiting(page) as request:
        assert request.build_absolute_uri() == "https://news.example.org/en/harbour-reopens/"
        assert request.user.is_anonymous
        assert request.session.get("x") is None
        assert translation.get_language() == "en"
        assert timezone.get_current_timezone_name() == "Europe/Luxembourg"


def test_links_in_a_page_lead_to_its_own_language_whatever_the_worker_speaks(page, tree):
    home = tree.home.copy_for_translation(tree.french)
    home.save_revision().publish()
    target = tree.published("Target")
    translated = target.copy_for_translation(tree.french)
    translated.slug = "cible"
    translated.save_revision().publish()
    page.body = f'<p><a linktype="page" id="{target.pk}">T</a></p>'
    page.save()
    with translation.override("fr"):
        assert "/en/target/" in render(page).document.html
