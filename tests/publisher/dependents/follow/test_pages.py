"""Pages follow what they link to, and their language versions."""

from uuid import uuid4

import pytest
from django.db.models import F
from host.models import HostPage
from wagtail.models import Locale

from newswire.publisher import dependents
from newswire.publisher.models import Change, LanguageSet, OutsideVersion, Publication

pytestmark = pytest.mark.django_db(transaction=True)


def link_to(page):
    return f'<p><a linktype="page" id="{page.pk}">More</a></p>'


def test_a_teaser_follows_its_target_and_the_chain_ends_with_the_hash(tree, followed, settle):
    target = tree.published("Target")
    teaser = tree.published("Teaser", body=link_to(target))
    second = tree.published("Second", body=link_to(teaser))
    settle()
    publication = Publication.objects.get(page_id=target.pk)
    with followed(target, teaser, second) as changed:
        assert dependents.follow(publication, changed=True) == 1
    with followed(target, teaser, second) as same:
        assert dependents.follow(publication, changed=False) == 0
    assert changed.times == [0, 1, 0]
    assert same.times == [0, 0, 0]
    assert list(dependents.of_page(target.pk)) == [teaser.pk]


def test_what_nothing_shows_is_not_noted_unless_it_is_gone(tree, settle):
    """What shows a page that is gone may have been chosen by no editor."""
    alone = tree.published("Alone", body="<p>Nothing links here</p>")
    settle()
    publication = Publication.objects.get(page_id=alone.pk)
    assert dependents.follow(publication, changed=True) == 0
    assert not Change.objects.exists()
    publication.state = Publication.State.GONE
    assert dependents.follow(publication, changed=True) == 1


def test_a_teaser_follows_when_its_target_is_deleted(tree, followed, settle):
    target = tree.published("Target")
    teaser = tree.published("Teaser", body=link_to(target))
    settle()
    with followed(teaser) as follows:
        HostPage.objects.get(pk=target.pk).delete()
    assert follows.times == [1]


def test_drafts_and_pages_that_are_gone_do_not_follow(tree, generation, settle):
    target = tree.published("Target")
    draft = tree.draft("Draft", body=link_to(target))
    gone = tree.published("Gone", body=link_to(target))
    gone.unpublish()
    settle()
    before = generation(gone)
    dependents.follow(Publication.objects.get(page_id=target.pk), changed=True)
    assert dependents.run(5) == 0
    assert generation(gone) == before
    assert generation(draft) is None


def test_language_versions_follow_each_other_also_the_ones_that_were_left(tree, followed, settle):
    pages = [tree.published(f"Page {number}") for number in range(4)]
    german = Locale.objects.create(language_code="de")
    old, new = uuid4(), uuid4()

    def put_in(key, locale, page):
        HostPage.objects.filter(pk=page.pk).update(translation_key=key, locale=locale)
        Publication.objects.filter(page_id=page.pk).update(set_key=key)
        return Publication.objects.get(page_id=page.pk)

    for page, key, locale in zip(pages, (old, old, new, new), (tree.english, tree.french) * 2, strict=True):
        put_in(key, locale, page)
    with followed(*pages) as changed:
        dependents.follow(Publication.objects.get(page_id=pages[1].pk), changed=True)
    assert changed.times == [1, 0, 0, 0]
    mover = put_in(new, german, pages[1])
    with followed(*pages) as linked:
        dependents.follow(mover, True, previous_set_key=old)
    assert linked.times == [1, 0, 1, 1]


def test_an_outside_version_linked_changed_and_taken_out(tree, followed, settle):
    page = tree.published()
    settle()
    with followed(page) as made:
        known = LanguageSet.objects.create(key=page.translation_key)
        version = OutsideVersion.objects.create(set=known, lang="de", url="https://example.org/de/")
    with followed(page) as checked:
        version.save(update_fields=["checked_at"])
    with followed(page) as full:
        known.full_lang = "en"
        known.save()
    with followed(page) as deleted:
        version.delete()
    assert (made.times, checked.times, full.times, deleted.times) == ([1], [0], [1], [1])


def test_an_outside_version_linked_while_its_page_is_first_rendered(tree, followed):
    page = tree.published()
    assert Publication.objects.get(page_id=page.pk).set_key is None
    with followed(page) as made:
        known = LanguageSet.objects.create(key=page.translation_key)
        OutsideVersion.objects.create(set=known, lang="de", url="https://example.org/de/")
    assert made.times == [1]


def test_a_version_follows_that_is_still_being_rendered_for_the_first_time(tree, generation, settle):
    """Its publication names no set yet: it was read before this one was live, and would not show it."""
    english = tree.published("English")
    french = english.copy_for_translation(tree.french, copy_parents=True)
    french.get_latest_revision().publish()
    Publication.objects.filter(page_id=french.pk).update(
        state="live", settled=F("generation"), set_key=french.translation_key
    )
    before = generation(english)
    assert Publication.objects.get(page_id=english.pk).set_key is None
    dependents.follow(Publication.objects.get(page_id=french.pk), changed=True)
    assert dependents.run(5) == 1
    assert generation(english) == before + 1
