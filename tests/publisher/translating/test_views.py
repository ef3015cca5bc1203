"""Every view as every role, and what each does when it is used as people use it."""

import uuid

import lxml.html
import pytest
from django.db import connection
from django.test import Client
from django.urls import reverse
from host.models import HostPage
from wagtail.models import Page

from newswire.publisher.fetch import NotFetched
from newswire.publisher.models import OutsideVersion
from newswire.publisher.translating import reciprocity
from newswire.publisher.translating.link import link
from newswire.publisher.translating.staleness import State, confirm, standing


def url(name, *args):
    return reverse(f"newswire_languages:{name}", args=args)


def as_user(user):
    client = Client()
    client.force_login(user)
    return client


@pytest.fixture
def pair(published, boss, again):
    english, french = published("Harbour", "en", intro="Ferries"), published("Le port", "fr")
    link(english, french, boss)
    return again(english), again(french)


@pytest.fixture
def admin(boss):
    return as_user(boss)


def text(response):
    return " ".join(response.content.decode().split())


def allowed(response):
    return response.status_code == 200


ROLES = ["nobody", "reader", "english", "french", "german", "both"]
# Who may open, and who may act, on a linked English page with a French version.
OPEN = {"set": "english french both", "compare": "english french both", "minor": "english french both"}
OPEN |= {"unlink": "english french both", "outside": "english french both", "link": "english french both"}
OPEN |= {"begin": "english french both german"}
OPEN |= {"desk": "english french both german", "matrix": "english french both german"}
OPEN |= {"matrix_csv": "english french both german"}


@pytest.fixture
def role(translator, home_in):
    home_in("de")

    def client(name):
        if name == "nobody":
            return Client()
        langs = {"reader": [], "english": ["en"], "french": ["fr"], "german": ["de"], "both": ["en", "fr"]}
        return as_user(translator(*langs[name], name=name))

    return client


@pytest.mark.parametrize("name", ROLES)
def test_each_view_as_each_role(name, role, pair):
    client, english = role(name), pair[0]
    args = {"begin": [english.pk, "de"], "link": [english.pk, "de"], "outside": [english.pk, "lb"]}
    for view, who in OPEN.items():
        takes_page = view not in ("desk", "matrix", "matrix_csv")
        address = url(view, *(args.get(view) or ([english.pk] if takes_page else [])))
        assert allowed(client.get(address)) == (name in who.split()), f"{view} as {name}"


@pytest.mark.parametrize("name", ROLES)
def test_each_act_as_each_role(name, role, pair, published, again):
    english, french = pair
    german = published("Hafen", "de")
    client, before = role(name), dict(Page.objects.values_list("pk", "translation_key"))
    client.post(url("link", english.pk, "de"), {"other": german.pk})
    client.post(url("unlink", english.pk))
    client.post(url("undo", english.pk, uuid.uuid4()))
    may_unlink = name in ("english", "both")
    assert (dict(Page.objects.values_list("pk", "translation_key")) != before) == may_unlink
    client.post(url("outside", french.pk, "lb"), {"url": "https://10.0.0.1/"})
    assert OutsideVersion.objects.exists() == (name in ("french", "both"))
    client.post(url("begin", german.pk, "fr"))
    assert Page.objects.filter(title="Hafen", locale=french.locale).exists() == (name in ("french", "both"))


@pytest.mark.django_db(transaction=True)
def test_a_site_that_is_slow_to_show_its_version_locks_nothing(pair, role, monkeypatch):
    """Each request a transaction or not."""
    seen = []

    def slow(address):
        seen.append(connection.in_atomic_block)
        raise NotFetched("It did not answer in time.")

    monkeypatch.setattr(reciprocity, "fetch", slow)
    monkeypatch.setitem(connection.settings_dict, "ATOMIC_REQUESTS", True)
    answer = role("both").post(url("outside", pair[1].pk, "lb"), {"url": "https://andere.example/lb"})
    assert (answer.status_code, seen) == (302, [False])
    assert OutsideVersion.objects.get().missing == ["It did not answer in time."]


def test_a_draft_is_translated_by_who_may_edit_it_alone(role, published, translator):
    """Whoever works in another language sees what is public, and no words of a draft."""
    secret = published("Merger", "en", intro="They pay")
    secret.unpublish()
    german, page = role("german"), {"page": secret.pk, "lang": "de", "format": "xliff2"}
    for address in (url("begin", secret.pk, "de"), url("files", secret.pk, "de")):
        assert "Merger" not in text(german.get(address, follow=True))
    assert "Content-Disposition" not in german.post(url("export"), page)
    german.post(url("begin", secret.pk, "de"))
    answer = german.post(url("desk") + "?lang=de", {"start": secret.pk}, follow=True)
    assert "you may edit none of its versions" in text(answer) and "Merger" not in text(answer)
    assert german.post(url("machine", secret.pk, "de")).url == reverse("wagtailadmin_home")
    assert not Page.objects.filter(title="Merger", locale__language_code="de").exists()
    both = as_user(translator("en", "de", name="of both"))
    assert "Content-Disposition" in both.post(url("export"), page)
    both.post(url("begin", secret.pk, "de"))
    assert Page.objects.filter(title="Merger", locale__language_code="de").exists()


def test_the_desk_begins_from_what_is_public_whichever_version_was_named(role, published, translator):
    """A draft beside a live source is its own editors' affair, too."""
    english, secret = published("Merger"), published("Fusion", "fr", intro="Elles paient")
    secret.unpublish()
    Page.objects.filter(pk=secret.pk).update(translation_key=english.translation_key)
    role("german").post(url("desk") + "?lang=de", {"start": secret.pk})
    begun = Page.objects.get(locale__language_code="de", translation_key=english.translation_key)
    assert (begun.title, begun.get_latest_revision_as_object().intro) == ("Merger", "")


def test_matches_now_is_for_who_may_edit_that_version(pair, role):
    french = pair[1]
    seen = standing(french).source.digest
    role("english").post(url("compare", french.pk), {"seen": seen})
    assert standing(french).state == State.NOT_COMPARED
    role("french").post(url("compare", french.pk), {"seen": seen})
    assert standing(french).state == State.CURRENT


def test_the_panel_in_the_editor_has_a_row_for_each_language(pair, admin):
    editor = text(admin.get(reverse("wagtailadmin_pages:edit", args=[pair[1].pk])))
    assert f'data-w-swap-src-value="{url("panel", pair[1].pk)}"' in editor
    shown = text(admin.get(url("panel", pair[1].pk)))
    for lang in ("en", "fr", "de", "ar", "zh-hans"):
        assert f'data-lang="{lang}"' in shown
    assert '<span lang="ar" dir="rtl">العربية</span>' in shown
    assert "Not compared yet" in shown and url("link", pair[1].pk, "de") not in shown, "no German site yet"
    assert url("outside", pair[1].pk, "de") in shown


def test_link_from_the_page_with_a_suggestion_and_undo(published, admin, again, home_in):
    english, french = published("Harbour 2026", "en"), published("Port 2026", "fr")
    shown = text(admin.get(url("link", french.pk, "en")))
    assert "Harbour 2026" in shown and "same date" in shown
    answer = admin.post(url("link", french.pk, "en"), {"other": english.pk}, follow=True)
    assert "Linked at once" in text(answer)
    undo = next(part.split('"')[0] for part in answer.content.decode().split('href="') if "/undo/" in part)
    assert again(french).translation_key == english.translation_key
    assert "Each page goes back" in text(admin.get(undo))
    assert "undone" in text(admin.post(undo, follow=True))
    assert again(french).translation_key == french.translation_key


def test_a_page_is_linked_on_a_host_that_writes_large_numbers_in_groups(published, admin, again, settings):
    settings.USE_THOUSAND_SEPARATOR = True
    english, french = published("Harbour 2026", "en", pk=1_234), published("Port 2026", "fr")
    address = url("link", french.pk, "en")
    form = lxml.html.fromstring(admin.get(address).content).xpath("//form[.//input[@name='other']]")[0]
    admin.post(address, {"other": form.fields["other"]})
    assert again(french).translation_key == english.translation_key


def test_an_alias_in_the_way_is_asked_about(published, admin, home_in):
    english, french = published("Harbour", "en"), published("Port", "fr")
    english.copy_for_translation(home_in("fr").locale, alias=True)
    shown = text(admin.post(url("link", english.pk, "fr"), {"other": french.pk}))
    assert "1 alias stands in the way" in shown and "Replace and link" in shown
    answer = admin.post(url("link", english.pk, "fr"), {"other": french.pk, "replace": "1"}, follow=True)
    assert "1 alias was replaced." in text(answer)


def test_refusals_are_said_where_one_stands(pair, admin):
    answer = admin.post(url("link", pair[0].pk, "fr"), {"other": pair[1].pk}, follow=True)
    assert "linked already" in text(answer)
    for other in ("0", "x", ""):
        answer = admin.post(url("link", pair[0].pk, "fr"), {"other": other}, follow=True)
        assert "has been deleted" in text(answer)


def test_side_by_side_marks_words_and_names_blocks(pair, admin, boss):
    english, french = pair
    confirm(french, boss, standing(french).source.digest)
    english.intro = "Ferries again"
    english.save_revision().publish()
    shown = text(admin.get(url("compare", french.pk)))
    assert "The source has changed in 1 place since." in shown
    assert "Ferries<ins> again</ins>" in shown
    assert "#panel-child-content-intro-section" in shown
    assert '<td lang="fr" dir="ltr"><div>Le port</div>' in shown
    answer = admin.post(url("compare", french.pk), {"seen": standing(french).source.digest}, follow=True)
    assert "matches its source now" in text(answer)
    assert "It was a minor change" in text(admin.get(url("minor", english.pk)))


def test_a_hostile_title_stays_text(published, admin, boss):
    english, french = published("<script>alert(1)</script>", "en"), published("Port", "fr")
    link(english, french, boss)
    for address in (url("set", french.pk), url("compare", french.pk), url("desk"), url("matrix")):
        assert "<script>alert" not in admin.get(address).content.decode()


@pytest.mark.parametrize(
    ("lang", "title", "dir"), [("ar", "إعادة فتح الميناء", "rtl"), ("zh-hans", "港口重开", "ltr")]
)
def test_scripts_and_directions(lang, title, dir, published, admin, boss, again):
    english, other = published("Harbour", "en"), published(title, lang)
    link(english, other, boss)
    shown = text(admin.get(url("compare", other.pk)))
    assert f'<td lang="{lang}" dir="{dir}"><div>{title}</div>' in shown
    assert f'lang="{lang}" dir="{dir}">{title}' in text(admin.get(url("set", english.pk)))
    source = again(other)
    source.title = "港口已重开" if dir == "ltr" else "الميناء"
    from newswire.publisher.translating import source as sources

    sources.choose(again(other))
    confirm(again(english), boss, standing(again(english)).source.digest)
    source.save_revision().publish()
    shown = admin.get(url("compare", english.pk)).content.decode()
    assert ("港口<ins>已</ins>重开" if dir == "ltr" else "<del>إعادة فتح </del>الميناء") in shown


def test_the_undone_is_refused_with_words(pair, admin):
    answer = admin.post(url("undo", pair[0].pk, uuid.uuid4()), follow=True)
    assert "There is nothing to undo." in text(answer)


def test_full_version_and_source_are_chosen_here(pair, admin):
    english, french = pair
    assert "follow at once" in text(admin.post(url("set", english.pk), {"full": "en"}, follow=True))
    assert "Full version" in text(admin.get(url("set", french.pk)))
    admin.post(url("set", french.pk), {"source": ""})
    assert standing(HostPage.objects.get(pk=french.pk)).state == State.SOURCE


@pytest.mark.parametrize(
    ("lang", "name", "dir"),
    [
        ("sr-latn", "Serbian (Latin)", "ltr"),
        ("zh-hant-hk", "Chinese (Traditional, Hong Kong SAR China)", "ltr"),
        ("pt-br", "Brazilian Portuguese", "ltr"),
        ("rm", "Romansh", "ltr"),
        ("ckb", "Central Kurdish", "rtl"),
    ],
)
def test_languages_with_script_and_region_or_that_no_admin_is_translated_to(
    lang, name, dir, published, admin, boss, home_in, settings, again
):
    settings.LANGUAGES = settings.WAGTAIL_CONTENT_LANGUAGES = [("en", "English"), (lang, lang)]
    english, locale = published("Harbour", "en"), home_in(lang).locale
    for address in (url("set", english.pk), url("panel", english.pk), url("begin", english.pk, lang)):
        assert name in text(admin.get(address))
    assert f"{name}: missing or out of date" in text(admin.get(url("desk"), {"lang": lang}))
    admin.post(url("begin", english.pk, lang), {"title": "Port"})
    version = Page.objects.get(translation_key=english.translation_key, locale=locale)
    assert version.slug == "port"
    assert f'<td lang="{lang}" dir="{dir}"><div>Port</div>' in text(admin.get(url("compare", version.pk)))
    assert f'<th scope="col">{name}</th>' in text(admin.get(url("matrix")))
    rival = published("Autre", lang)
    answer = admin.post(url("link", english.pk, lang), {"other": rival.pk}, follow=True)
    assert f"Both already have a version in {name}" in text(answer)


@pytest.mark.parametrize(
    "name", ["unlink", "minor", "machine_confirmed", "compare", "link", "files", "outside"]
)
def test_the_heading_says_which_page_it_is_about(published, home_in, admin, name):
    """Wagtail shows the last of the breadcrumbs as the heading; its <h1> is for screen readers alone."""
    page, languages = published("Harbour & ferry"), ["fr"] if name in ("link", "files", "outside") else []
    home_in("fr")
    shown = admin.get(url(name, page.pk, *languages)).content.decode()
    here = lxml.html.fromstring(shown).xpath("//nav[@aria-label='Breadcrumb']//li")[-1]
    assert "Harbour & ferry" in here.text_content()
