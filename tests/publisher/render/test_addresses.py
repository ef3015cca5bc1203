import pytest
from django.test import override_settings

from newswire.publisher.render.addresses import Base, key

BASE = Base("https://news.example.org/en/harbour/")


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ("/en/quay/", "https://news.example.org/en/quay/"),
        ("quay/", "https://news.example.org/en/harbour/quay/"),
        ("../quay/?a=1#b", "https://news.example.org/en/quay/?a=1#b"),
        ("?page=2", "https://news.example.org/en/harbour/?page=2"),
        ("//cdn.example.org/a.jpg", "https://cdn.example.org/a.jpg"),
        ("http://other.example/", "http://other.example/"),
        ("/en/häfen/", "https://news.example.org/en/h%C3%A4fen/"),
        ("https://häfen.example/ä", "https://xn--hfen-loa.example/%C3%A4"),
        ("https://straße.example/", "https://xn--strae-oqa.example/"),
        ("/media/images/a.jpg", "https://news.example.org/media/images/a.jpg"),
        ("http://testserver/media/images/a.jpg", "https://news.example.org/media/images/a.jpg"),
        ("http://testserver/admin/", "http://testserver/admin/"),
        ("#note", "#note"),
        ("#a b", "#a%20b"),
        ("", ""),
        ("mailto:a@example.org", "mailto:a@example.org"),
        ("tel:+352 123", "tel:+352%20123"),
        ("https://user:secret@other.example:8443/a", "https://other.example:8443/a"),
        ("http://[2001:db8::1]:80/a", "http://[2001:db8::1]:80/a"),
        ("/a[1]/?b[]=c", "https://news.example.org/a%5B1%5D/?b%5B%5D=c"),
        ("http://[broken", ""),
        ("http://a b.example/", ""),
        ("https://other.example:99999/", ""),
        ("javascript:alert(1)", ""),
        ("JaVa\tScript:alert(1)", ""),
        ("data:text/html,<script>", ""),
        ("vbscript:x", ""),
    ],
)
def test_every_address_can_be_followed_from_elsewhere(given, expected):
    assert BASE.absolute(given) == expected


@override_settings(MEDIA_URL="https://cdn.example.org/m/")
def test_media_on_a_host_of_their_own_stay_there():
    assert BASE.absolute("https://cdn.example.org/m/a.jpg") == "https://cdn.example.org/m/a.jpg"


SITE = "https://news.example.org"


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ("/a.webp 320w, /b.webp 640w", f"{SITE}/a.webp 320w, {SITE}/b.webp 640w"),
        ("/a.jpg", f"{SITE}/a.jpg"),
        ("data:image/png;base64,AAAA 1x, /b.webp 2x", f"{SITE}/b.webp 2x"),
        ("/w_10,h_20/a.jpg 1x,/b.jpg 2x", f"{SITE}/w_10,h_20/a.jpg 1x, {SITE}/b.jpg 2x"),
        ("", ""),
    ],
)
def test_srcset(given, expected):
    assert BASE.srcset(given) == expected


def test_links_to_one_page_are_one_link():
    assert key("https://news.example.org/a/?page=2#b") == "https://news.example.org/a/"
