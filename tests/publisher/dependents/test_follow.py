"""The pages that show a thing follow when it changes: real pictures, snippets, links and language sets."""

from uuid import uuid4

import pytest
from django.contrib.contenttypes.models import ContentType
from django.core.files.base import ContentFile
from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from host.models import HostPage, IllustratedPage
from host.process import run as run_process
from wagtail.images import get_image_model
from wagtail.images.tests.utils import get_test_image_file
from wagtail.models import Page

from newswire.cms.credits.models import PictureCredit
from newswire.cms.models import Author, Topic
from newswire.cms.pages.models import ArticlePage, ArticlePageAuthor, ArticlePageTopic, NewsIndexPage
from newswire.publisher import dependents
from newswire.publisher.dependents.shown import is_shown, shown_models
from newswire.publisher.models import Change, LanguageSet, OutsideVersion, Priority, Publication

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def picture(tree):
    return get_image_model().objects.create(title="Harbour", file=get_test_image_file())


@pytest.fixture
def illustrated(tree, picture, settle):
    page = tree.home.add_child(
        instance=IllustratedPage(title="With a picture", locale=tree.english, lead_picture=picture)
    )
    settle()
    return page


@pytest.fixture
def followed(generation):
    """How many times each of these pages is raised by what happens in the block."""

    class Followed:
        def __init__(self, *pages):
            self.pages = pages

        def __enter__(self):
            dependents.run(5)
            self.before = [generation(page) for page in self.pages]
            return self

        def __exit__(self, *error):
            dependents.run(5)
            self.times = [
                generation(page) - before for page, before in zip(self.pages, self.before, strict=True)
            ]

    return Followed


def link_to(page):
    return f'<p><a linktype="page" id="{page.pk}">More</a></p>'


def test_a_picture_with_another_title_file_or_focal_point(picture, illustrated, followed):
    with followed(illustrated) as title:
        picture.title = "The harbour"
        picture.save()
    with followed(illustrated) as file:
        picture.file = ContentFile(get_test_image_file().file.getvalue(), name="other.png")
        picture.save()
    with followed(illustrated) as focus:
        picture.focal_point_x = picture.focal_point_y = 5
        picture.focal_point_width = picture.focal_point_height = 2
        picture.save(update_fields=["focal_point_x", "focal_point_y"])
    assert (title.times, file.times, focus.times) == ([1], [1], [1])
    assert Publication.objects.get(page_id=illustrated.pk).priority == Priority.DEPENDENT


def test_a_credit_made_changed_and_deleted(picture, illustrated, followed):
    with followed(illustrated) as made:
        credit = PictureCredit.objects.create(image=picture, text="MECO")
    with followed(illustrated) as changed:
        credit.text = "MECO/Duval"
        credit.save()
    with followed(illustrated) as deleted:
        credit.delete()
    assert (made.times, changed.times, deleted.times) == ([1], [1], [1])


def test_a_picture_that_is_deleted(picture, illustrated, followed):
    with followed(illustrated) as deleted:
        picture.delete()
    assert deleted.times == [1]


def test_a_picture_in_the_admin(picture, illustrated, followed, editor):
    with followed(illustrated) as edited:
        answer = editor.post(
            reverse("wagtailimages:edit", args=[picture.pk]),
            {"title": "By an editor", "description": "", "collection": picture.collection_id, "tags": ""},
        )
        assert answer.status_code == 302
    assert edited.times[0] >= 1


def test_what_no_page_shows_costs_nothing_but_the_note(tree, picture):
    new = get_image_model()(title="New", file=get_test_image_file())
    new.save()
    assert not Change.objects.filter(object_id=str(new.pk)).exists()
    dependents.run(5)
    assert not Change.objects.exists()


@pytest.fixture
def article(tree, settle):
    index = tree.home.add_child(instance=NewsIndexPage(title="Articles", locale=tree.english))
    author = Author.objects.create(name="Ana Duval", slug="ana", locale=tree.english)
    topic = Topic.objects.create(name="Harbours", slug="harbours", locale=tree.english)
    article = ArticlePage(title="Ferries", locale=tree.english, summary="They run again.")
    article.article_authors = [ArticlePageAuthor(author=author)]
    article.article_topics = [ArticlePageTopic(topic=topic)]
    index.add_child(instance=article)
    settle()
    return article


def test_an_author_and_a_topic(article, followed):
    with followed(article) as author:
        person = Author.objects.get()
        person.name = "Ana M. Duval"
        person.save()
    with followed(article) as topic:
        subject = Topic.objects.get()
        subject.name = "Ports"
        subject.save()
    assert (author.times, topic.times) == ([1], [1])


def test_a_translation_of_a_topic(article, tree, followed):
    """A page shows a topic in its own language, whichever language's topic was chosen."""
    topic = Topic.objects.get()
    french = topic.copy_for_translation(tree.french)
    with followed(article) as made:
        french.name = "Ports"
        french.save()
    with followed(article) as changed:
        french.name = "Ports de mer"
        french.save()
    assert made.times[0] >= 1
    assert changed.times == [1]


def test_what_an_author_shows_in_turn(article, tree, followed, settle):
    """The page of an author's own moves: her address changes in what she has written."""
    about = tree.published("About Ana")
    Author.objects.update(page=about)
    person = Author.objects.get()
    person.save()
    settle()
    with followed(article) as follows:
        dependents.follow(Publication.objects.get(page_id=about.pk), changed=True)
    assert follows.times == [1]


def test_an_article_saved_with_its_children_notes_no_change(article, newswire_queries):
    with newswire_queries() as queries:
        ArticlePage.objects.get(pk=article.pk).save_revision().publish()
    assert not Change.objects.exists()
    assert sum("newswire_publisher" in sql for sql in queries.statements) <= 4


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
    old, new = uuid4(), uuid4()
    Publication.objects.filter(page_id__in=[page.pk for page in pages[:2]]).update(set_key=old)
    Publication.objects.filter(page_id__in=[page.pk for page in pages[2:]]).update(set_key=new)
    mover = Publication.objects.get(page_id=pages[1].pk)
    with followed(*pages) as changed:
        dependents.follow(mover, changed=True)
    assert changed.times == [1, 0, 0, 0]
    mover.set_key = new
    mover.save()
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


def test_a_rolled_back_change_is_not_passed_on(picture, illustrated, followed):
    with followed(illustrated) as rolled_back, pytest.raises(RuntimeError), transaction.atomic():
        picture.save()
        raise RuntimeError
    assert rolled_back.times == [0]
    assert not Change.objects.exists()


def test_a_change_under_way_is_not_passed_on_too_early(picture, illustrated, followed):
    """A model of one table is saved without a transaction: the note is there before the change is."""
    from django.db.models.signals import pre_save

    raised = []

    def meanwhile(**kwargs):
        raised.append(dependents.run(5))

    pre_save.connect(meanwhile, sender=type(picture))
    try:
        with followed(illustrated) as changed:
            picture.save()
    finally:
        pre_save.disconnect(meanwhile, sender=type(picture))
    assert raised == [0]
    assert changed.times == [1]


@pytest.mark.process
def test_killed_between_a_picture_and_its_note(picture, illustrated, generation):
    before = generation(illustrated)
    code = f"""
    from wagtail.images import get_image_model
    from newswire.publisher.dependents import signals
    signals.vars = die
    picture = get_image_model().objects.get(pk={picture.pk})
    picture.title = "Saved by a process that dies"
    picture.save()
    """
    assert run_process(code) == -9
    picture.refresh_from_db()
    assert picture.title == "Saved by a process that dies"
    assert Change.objects.count() == 1
    assert dependents.run(5) == 0  # it may be a save that is still under way
    Change.objects.update(due_at="2020-01-01T00:00:00Z")
    assert dependents.run(5) == 1
    assert generation(illustrated) == before + 1


@pytest.mark.process
def test_killed_between_raising_and_forgetting_the_note(picture, illustrated, generation):
    before = generation(illustrated)
    picture.save()
    code = """
    from newswire.publisher import dependents
    from newswire.publisher.dependents import cascade
    touch = cascade.touch
    cascade.touch = lambda *args: (touch(*args), die())
    dependents.run(5)
    """
    assert run_process(code) == -9
    assert generation(illustrated) == before + 1
    assert dependents.run(5) == 1
    assert not Change.objects.exists()


def test_a_change_that_cannot_be_passed_on_holds_up_no_other(picture, illustrated, followed, caplog):
    pages = ContentType.objects.get_for_model(Page)
    bad = Change.objects.create(content_type=pages, object_id="no number", due_at=timezone.now())
    with followed(illustrated) as seen:
        picture.title = "The old harbour"
        picture.save()
    assert seen.times == [1]
    left = Change.objects.get()
    assert left.pk == bad.pk and left.due_at > timezone.now()
    assert "left for later" in caplog.text


def test_what_a_host_saves_for_itself_costs_no_query(tree, django_assert_num_queries):
    from django.contrib.auth.models import Group
    from django.contrib.sessions.models import Session

    assert not is_shown(Session)
    assert not is_shown(Group)
    assert not is_shown(Page)
    assert not is_shown(HostPage)
    with django_assert_num_queries(1):
        Group.objects.create(name="Readers")


def test_which_models_pages_can_show(tree):
    shown = shown_models()
    assert {get_image_model(), Author, Topic} <= shown
    assert is_shown(PictureCredit)
    assert Page not in shown
