"""Where the desk's links lead, for who may not open everything."""

import lxml.html
from django.urls import reverse

from newswire.publisher.translating import refresh

from .listing import DESK, MATRIX


def links(response):
    return lxml.html.fromstring(response.content).xpath("//main//a[@href]")


def test_cancel_leads_back_to_where_one_came_from(newsroom, translator, client_of):
    refresh.step(30)
    client = client_of(translator("fr", "en"))
    desk = client.get(reverse(DESK), {"lang": "fr", "q": "miss", "state": "missing"})
    here = next(one for one in links(desk) if "/begin/fr/" in one.get("href"))
    cancel = links(client.get(here.get("href")))[-1]
    assert cancel.get("href") == f"{reverse(DESK)}?lang=fr&q=miss&state=missing"
    page = newsroom["missing"]
    own = reverse("newswire_languages:set", args=[page.pk])
    here = next(one for one in links(client.get(own)) if "/begin/fr/" in one.get("href"))
    cancel = links(client.get(here.get("href")))[-1]
    assert cancel.get("href") == own


def test_no_link_leads_to_what_is_refused(newsroom, translator, client_of):
    refresh.step(30)
    client = client_of(translator("fr"))
    begin = reverse("newswire_languages:begin", args=[newsroom["missing"].pk, "fr"])
    shown = {address: client.get(address) for address in (reverse(MATRIX), begin)}
    assert b"missing" in shown[reverse(MATRIX)].content
    for address, response in shown.items():
        inside = [one.get("href") for one in links(response) if "/newswire/languages/" in one.get("href")]
        assert [href for href in inside if client.get(href).status_code != 200] == [], address


def test_a_language_that_begins_a_line_has_a_capital(newsroom, boss, client_of, settings):
    refresh.step(30)
    settings.LANGUAGE_CODE = "fr"
    boss_of_french = client_of(boss)
    words = boss_of_french.get(reverse(DESK), {"lang": "fr"}).content.decode()
    assert "Français\N{NO-BREAK SPACE}: manquants" in words and ">Français</option>" in words
    assert '<th scope="col">Français</th>' in boss_of_french.get(reverse(MATRIX)).content.decode()
