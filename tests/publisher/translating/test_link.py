"""Two pages made by hand in two trees become language versions, and part again."""

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from host.models import HostPage
from support.once import once
from wagtail.models import Locale, Page, PageLogEntry

from newswire.publisher.languages.versions import set_members
from newswire.publisher.models import LanguageSet, OutsideVersion, Publication
from newswire.publisher.translating.guard import keep_key
from newswire.publisher.translating.link import link
from newswire.publisher.translating.refusal import Refused
from newswire.publisher.translating.unlink import undo, unlink


@pytest.fixture
def pair(published):
    titles = "Harbour reopens", "Le port rouvre"
    once("pair", lambda: [published(title, lang) for title, lang in zip(titles, ("en", "fr"), strict=True)])
    return tuple(HostPage.objects.get(title=title) for title in titles)


def members(page):
    return set(set_members(page.pk))


def test_two_pages_become_versions_of_each_other(pair, boss, again):
    english, french = pair
    link(french, english, boss)
    assert members(english) == {english.pk, french.pk}
    assert again(french).translation_key == english.translation_key, "the older one's key stays"
    assert again(french).title == "Le port rouvre"


def test_each_page_and_publication_hears_of_it(pair, boss, django_capture_on_commit_callbacks):
    before = dict(Publication.objects.values_list("page_id", "generation"))
    with django_capture_on_commit_callbacks(execute=True):
        link(*pair, boss)
    after = dict(Publication.objects.values_list("page_id", "generation"))
    assert all(after[page.pk] > before[page.pk] for page in pair)
    for page, other in (pair, pair[::-1]):
        entry = PageLogEntry.objects.get(page=page.pk, action="newswire.link")
        assert (entry.user, entry.data["with"]) == (boss, other.pk)


def test_keeping_the_key_costs_a_publish_one_statement(pair):
    page = pair[0]
    with transaction.atomic(), CaptureQueriesContext(connection) as queries:
        keep_key(type(page), page, raw=False, update_fields=None)
    assert len(queries) == 1, queries.captured_queries


def test_groups_are_merged(published, boss):
    english, french = published("Harbour", "en"), published("Port", "fr")
    german, arabic = published("Hafen", "de"), published("الميناء", "ar")
    link(english, french, boss)
    link(german, arabic, boss)
    linked = link(arabic, french, boss)
    assert members(english) == {english.pk, french.pk, german.pk, arabic.pk} == set(linked.page_ids)


@pytest.mark.parametrize("case", ["same page", "same language", "alias", "home", "twice", "taken"])
def test_refusals_say_why_and_change_nothing(case, pair, published, boss, tree, home_in, again):
    english, french = pair
    german = Locale.objects.get_or_create(language_code="de")[0]
    home_in("de")
    a, b, words = {
        "same page": lambda: (english, english, "the page itself"),
        "same language": lambda: (english, published("Market", "en"), "Both pages are in English"),
        "alias": lambda: (french, english.copy_for_translation(german, alias=True), "only follows"),
        "home": lambda: (again(tree.home), french, "home page"),
        "twice": lambda: (link(english, french, boss) and again(english), again(french), "linked already"),
        "taken": lambda: (
            link(english, french, boss) and again(english),
            _linked(published, boss),
            "Both already have a version in French: “Le port rouvre” and “Autre”",
        ),
    }[case]()
    keys = dict(Page.objects.values_list("pk", "translation_key"))
    with pytest.raises(Refused, match=words):
        link(a, b, boss)
    assert dict(Page.objects.values_list("pk", "translation_key")) == keys


def _linked(published, boss):
    german = published("Andere", "de")
    link(german, published("Autre", "fr"), boss)
    return HostPage.objects.get(pk=german.pk)


def test_who_may_not_edit_one_of_both_may_not_link(pair, translator, again):
    english, french = pair
    for user in (translator("fr", name="only-french"), translator("en", name="only-english")):
        for one, other in (pair, pair[::-1]):
            with pytest.raises(Refused, match="You may not edit"):
                link(one, other, user)
    link(english, french, translator("en", "fr", name="both"))
    with pytest.raises(Refused, match="You may not edit"):
        unlink(again(french), translator("en", name="english-again"))


class TestAliasOfTreeSync:
    @pytest.fixture
    def alias(self, pair, home_in):
        locale = home_in("fr").locale
        return pair[0].copy_for_translation(locale, alias=True)

    def test_it_is_named_first_and_replaced_when_asked(self, alias, pair, boss, again):
        english, french = pair
        with pytest.raises(Refused) as refused:
            link(english, french, boss)
        assert refused.value.aliases == (alias.title,)
        assert Page.objects.filter(pk=alias.pk).exists()
        linked = link(english, french, boss, replace_aliases=True)
        assert linked.replaced == (alias.title,)
        assert not Page.objects.filter(pk=alias.pk).exists()
        assert members(english) == {english.pk, french.pk}

    def test_one_with_pages_of_its_own_stays(self, alias, pair, boss, tree):
        tree.page("Sous l'alias", alias)
        with pytest.raises(Refused, match="pages of its own below it"):
            link(*pair, boss, replace_aliases=True)
        assert Page.objects.filter(pk=alias.pk).exists()

    def test_undo_makes_it_again(self, alias, pair, boss, again):
        english, french = pair
        linked = link(english, french, boss, replace_aliases=True)
        undo(again(french), linked.batch, boss)
        made = Page.objects.get(translation_key=english.translation_key, locale=alias.locale)
        assert made.alias_of_id == english.pk
        assert again(french).translation_key == french.translation_key


def test_aliases_go_with_the_page_that_they_follow(pair, boss, home_in):
    english, french = pair
    german = french.copy_for_translation(home_in("de").locale, alias=True)
    link(english, french, boss)
    assert Page.objects.get(pk=german.pk).translation_key == english.translation_key
    unlink(HostPage.objects.get(pk=french.pk), boss)
    french.refresh_from_db()
    assert Page.objects.get(pk=german.pk).translation_key == french.translation_key
    assert french.translation_key != english.translation_key


def test_unlink_tells_all_and_leaves_the_others_together(published, boss, again):
    english, french, german = published("A", "en"), published("B", "fr"), published("C", "de")
    link(english, french, boss)
    link(english, german, boss)
    unlink(again(french), boss)
    assert members(english) == {english.pk, german.pk}
    assert members(french) == {french.pk}
    assert PageLogEntry.objects.filter(action="newswire.unlink").count() == 3
    with pytest.raises(Refused, match="linked to no other"):
        unlink(again(french), boss)


def test_undo_gives_back_what_was(pair, boss, again):
    english, french = pair
    linked = link(english, french, boss)
    undo(again(english), linked.batch, boss)
    assert [again(page).translation_key for page in pair] == [page.translation_key for page in pair]
    with pytest.raises(Refused, match="since"):
        undo(again(english), linked.batch, boss)


def test_undo_is_refused_once_the_set_has_changed(pair, published, boss, again):
    english, french = pair
    linked = link(english, french, boss)
    unlink(again(french), boss)
    german = published("Hafen", "de")
    link(german, again(french), boss)
    with pytest.raises(Refused, match="since"):
        undo(again(english), linked.batch, boss)


def test_outside_versions_go_with_their_set_and_come_back(pair, boss, again):
    english, french = pair
    theirs = LanguageSet.objects.create(key=french.translation_key, full_lang="fr")
    outside = OutsideVersion.objects.create(set=theirs, lang="lb", url="https://andere.example/lb")
    linked = link(english, french, boss)
    outside.refresh_from_db()
    assert (outside.set_id, outside.set.full_lang) == (english.translation_key, "fr")
    undo(again(french), linked.batch, boss)
    outside.refresh_from_db()
    assert outside.set_id == french.translation_key


def test_two_outside_versions_in_one_language_are_a_question_for_people(pair, boss):
    for page, name in zip(pair, ("eins", "zwei"), strict=True):
        of = LanguageSet.objects.create(key=page.translation_key)
        OutsideVersion.objects.create(set=of, lang="lb", url=f"https://{name}.example/")
    with pytest.raises(Refused, match="Luxembourgish"):
        link(*pair, boss)
    assert LanguageSet.objects.count() == 2


def test_publishing_an_old_revision_keeps_the_link(pair, boss, again):
    english, french = pair
    old = french.latest_revision
    link(english, french, boss)
    old.publish()
    assert again(french).translation_key == english.translation_key


def test_a_save_that_was_under_way_keeps_the_link(pair, boss, again):
    english, french = pair
    under_way = again(french)
    link(english, french, boss)
    under_way.title = "Le port rouvre demain"
    under_way.save()
    assert (again(french).translation_key, again(french).title) == (
        english.translation_key, "Le port rouvre demain",
    )  # fmt: skip


def test_versions_of_another_type_may_be_linked(pair, boss, tree, home_in):
    from host.models import IllustratedPage

    german = home_in("de").add_child(instance=IllustratedPage(title="Hafen", locale=home_in("de").locale))
    link(pair[0], german, boss)
    assert members(pair[0]) == {pair[0].pk, german.pk}
