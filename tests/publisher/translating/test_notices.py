"""Who asked for it is mailed that a source of theirs has changed: once, and in their language."""

import smtplib
from datetime import timedelta

import pytest
from django.core import mail
from django.core.mail.backends.locmem import EmailBackend
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from wagtail.users.models import UserProfile

from newswire.publisher.models import LiveText, TranslatorNotice
from newswire.publisher.translating import notices, refresh
from newswire.publisher.translating.begin import begin
from newswire.publisher.translating.link import link
from newswire.publisher.translating.source import source_of
from newswire.publisher.translating.staleness import confirm, minor_change, standing


@pytest.fixture
def anna(translator):
    """Has asked for mails a day ago; reads French."""
    user = translator("fr", name="anna")
    UserProfile.objects.update_or_create(user=user, defaults={"preferred_language": "fr"})
    TranslatorNotice.objects.create(user=user)
    ago(TranslatorNotice, "since", "looked_at", days=1)
    return user


@pytest.fixture
def translated(published, boss, anna, again):
    """Publishes an English article with a French version that Anna has confirmed."""

    def make(title="Harbour"):
        english, french = published(title, "en"), published(f"fr {title}", "fr")
        link(english, french, boss)
        confirm(again(french), anna, standing(again(french)).source.digest)
        return english

    return make


def ago(model, *columns, **delta):
    model.objects.update(**dict.fromkeys(columns, timezone.now() - timedelta(**delta)))


def change(page, intro, minutes=5):
    page = type(page).objects.get(pk=page.pk)
    page.intro = intro
    page.save_revision().publish()
    refresh.step(30)
    LiveText.objects.filter(page_id=page.pk).update(changed_at=timezone.now() - timedelta(minutes=minutes))


def sent():
    """What one run mails, whatever is due by then."""
    mail.outbox.clear()
    ago(TranslatorNotice, "due_at", seconds=1)
    notices.send()
    return mail.outbox


def test_one_mail_for_all_that_changed_in_the_readers_language(translated, anna):
    for title in ("Harbour", "Ferry"):
        change(translated(title), "Changed")
    (message,) = sent()
    assert message.to == [anna.email]
    assert message.subject.endswith("2 de vos sources ont changé")
    assert "Harbour (français)" in message.body and "Ferry (français)" in message.body
    assert message.body.count("/compare/") == 2 and "http" in message.body
    assert sent() == [], "told once"


def test_the_next_change_is_told_again(translated):
    harbour = translated()
    change(harbour, "Changed")
    assert len(sent()) == 1
    change(harbour, "Changed again")
    (message,) = sent()
    assert "« Harbour » a changé" in message.subject.replace("\u00a0", " ")


def test_what_is_being_changed_is_waited_for_but_not_for_ever(translated):
    harbour = translated()
    change(harbour, "Changed", minutes=0)
    assert sent() == []
    ferry = translated("Ferry")
    change(ferry, "Changed long ago", minutes=20)
    assert len(sent()) == 1, "both, since one of them has waited long"


def test_who_did_not_ask_and_whose_it_is_not(translated, boss, translator):
    other = translator("de", name="other")
    TranslatorNotice.objects.create(user=other)
    TranslatorNotice.objects.get(user__username="anna").delete()
    change(translated(), "Changed")
    assert sent() == []


def test_nothing_of_a_minor_change_or_of_what_is_compared_again(translated, boss):
    harbour = translated()
    change(harbour, "Changed")
    row = source_of(harbour.translation_key)
    minor_change(harbour, boss, (row.previous_digest, row.digest))
    assert sent() == []


def test_a_draft_that_one_began_counts_too(published, home_in, anna):
    harbour = published("Harbour", "en")
    begin(harbour, home_in("fr").locale, anna)
    change(harbour, "Changed")
    assert len(sent()) == 1


def test_who_may_edit_it_no_longer_is_told_nothing(translated, anna):
    change(translated(), "Changed")
    anna.groups.clear()
    assert sent() == []


def test_what_changed_before_one_asked_is_no_news(translated):
    change(translated(), "Changed")
    ago(TranslatorNotice, "since", minutes=1)
    assert sent() == []


def test_a_mail_server_that_is_down_loses_nothing(translated, monkeypatch):
    change(translated(), "Changed")
    with monkeypatch.context() as down:
        down.setattr(EmailBackend, "send_messages", refuse)
        assert sent() == []
    notice = TranslatorNotice.objects.get()
    assert notice.tries == 1 and notice.due_at > timezone.now()
    assert notices.send() == 0, "not before its time"
    assert len(sent()) == 1
    assert TranslatorNotice.objects.get().tries == 0


def refuse(*args):
    raise smtplib.SMTPServerDisconnected("password hunter2")


def test_it_is_asked_for_and_ended_on_the_desk(anna, translator):
    user = translator("de", name="hans")
    client, address = Client(), reverse("newswire_languages:notices")
    client.force_login(user)
    desk = reverse("newswire_languages:desk")
    assert "Tell me by mail" in client.get(desk).content.decode()
    client.post(address)
    client.post(address)
    assert TranslatorNotice.objects.filter(user=user).count() == 1
    assert "End these mails" in client.get(desk).content.decode()
    client.post(address, {"end": ""})
    assert not TranslatorNotice.objects.filter(user=user).exists()
    user.email = ""
    user.save()
    assert "no mail address" in client.post(address, follow=True).content.decode()
    client.force_login(translator(name="nobody"))
    assert client.post(address).status_code in (302, 403)
    assert TranslatorNotice.objects.count() == 1, "only Anna's"
