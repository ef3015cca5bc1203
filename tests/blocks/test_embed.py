import json
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

URL = "https://video.example.org/watch/1"
FRAME = "https://player.example.org/1?a=1&b=2"


class Provider:
    """A video site's oEmbed endpoint, really served; `answer` is what it says, `asked` how often."""

    def __init__(self):
        self.asked = 0
        self.answer = {
            "type": "video",
            "title": "The rover",
            "provider_name": "Example Video",
            "thumbnail_url": "https://video.example.org/spy.jpg",
            "html": f'<script src="https://evil.example/x.js"></script><iframe src="{FRAME}"></iframe>',
            "width": 1280,
            "height": 720,
        }


@pytest.fixture
def provider(settings):
    provider = Provider()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self):
            provider.asked += 1
            body = json.dumps(provider.answer).encode()
            self.send_response(200)
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *args):
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    endpoint = f"http://127.0.0.1:{server.server_address[1]}/oembed"
    known = [{"endpoint": endpoint, "urls": [r"^https://video\.example\.org/.+$"]}]
    settings.WAGTAILEMBEDS_FINDERS = [{"class": "wagtail.embeds.finders.oembed", "providers": known}]
    yield provider
    server.shutdown()
    server.server_close()


def stored(title="", poster=None, url=URL, credit=""):
    return ("embed", {"url": url, "title": title, "poster": poster and poster.pk, "credit": credit})


def test_asked_once_and_never_while_rendering(html, api, errors, provider, db):
    html(stored())
    assert provider.asked == 0
    assert errors(*stored()) == {}
    assert errors(*stored()) == {}
    html(stored())
    api(stored())
    assert provider.asked == 1


def test_link_with_the_title_and_the_frame_apart(html, tree, errors, provider, db):
    errors(*stored())
    (figure,) = tree(stored())
    link = figure.find("a")
    assert link.get("href") == URL
    assert " ".join("".join(link.itertext()).split()) == "The rover (Example Video)"
    assert figure.get("data-newswire-frame") == FRAME
    assert figure.get("data-newswire-frame-size") == "1280x720"
    for foreign in ("<iframe", "<script", "evil.example", "spy.jpg"):
        assert foreign not in html(stored())


def test_api(api, errors, provider, make_image, make_page):
    errors(*stored())
    page, poster = make_page("Article"), make_image()
    (shown,) = api(stored("My title", poster), page=page)
    assert shown["poster"].pop("renditions")[0]["url"].startswith("https://news.example.org/")
    assert shown == {
        "url": URL,
        "title": "My title",
        "site": "Example Video",
        "poster": {"id": str(poster.pk), "missing": False, "focalPoint": None},
        "frame": {"url": FRAME, "width": 1280, "height": 720},
    }


def test_poster_is_a_picture_of_this_site_with_its_credit(tree, make_image):
    (figure,) = tree(stored("Rover", make_image(), credit="MECO"))
    assert figure.find("a/img").get("alt") == ""
    assert figure.find("figcaption/span").text == "Photo credit: MECO"


@pytest.mark.parametrize(
    "html_of_site",
    [
        "",
        "<blockquote>post</blockquote>",
        '<iframe src="http://player.example.org/1"></iframe>',
        "<iframe>",
        "<",
    ],
)
def test_no_frame_that_can_be_trusted(api, errors, provider, db, html_of_site):
    provider.answer["html"] = html_of_site
    errors(*stored())
    assert api(stored())[0]["frame"] is None


def test_unknown_site_needs_a_title(errors, api, provider, db):
    unknown = "https://unknown.example.org/1"
    assert errors(*stored(url=unknown)) == {
        "title": ["The other site gives no title for this address: enter one."]
    }
    assert errors(*stored(url=unknown), draft=True) == {}
    assert errors(*stored("A map", url=unknown)) == {}
    assert api(stored("A map", url=unknown))[0]["frame"] is None


@pytest.mark.parametrize("answer", [[], "nonsense", {"no": "type"}, {"type": "photo"}, {"type": "link"}])
def test_a_site_that_answers_nonsense_blocks_nothing(errors, provider, db, answer):
    provider.answer = answer
    assert errors(*stored("Rover")) == {}


def test_all_embeds_are_looked_up_together(html, errors, provider, django_assert_num_queries, db):
    blocks = [stored(url=f"{URL}{n}") for n in range(6)]
    for block in blocks:
        errors(*block)
    html(*blocks)
    with django_assert_num_queries(1):
        html(*blocks)
