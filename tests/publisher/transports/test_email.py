"""Notices by mail, to a real mail server, and a whole way from publishing to the mailbox."""

from collections.abc import Iterator

import pytest
from django.contrib.auth.models import User
from django.test import Client
from host.tree import plant
from pytest_django import Settings
from services.smtp import SmtpServer
from support.batch_contract import PUBLISHED, BatchContract, body, sent

from newswire.publisher import channels, dispatch, jobs, transports
from newswire.publisher.deliver import batches, run
from newswire.publisher.models import Attempt, Channel, Delivery, Job, Publication
from newswire.publisher.transports.base import Destination, ErrorKind, Outcome

EMAIL = transports.by_batch("email")
DESK = Destination(1, "Desk", "email", "desk@example.org")


@pytest.fixture(autouse=True)
def mailbox(settings: Settings) -> Iterator[SmtpServer]:
    with SmtpServer() as server:
        settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
        settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", server.port
        settings.DEFAULT_FROM_EMAIL = "Newsroom <news@newsroom.example>"
        yield server


class TestEmail(BatchContract):
    transport = EMAIL

    @pytest.fixture
    def destination(self) -> Destination:
        return DESK


def test_a_mail_says_what_and_where(mailbox: SmtpServer) -> None:
    versions = [{"lang": "fr", "nativeName": "Français", "url": "https://newsroom.example/fr/pont/"}]
    sent(EMAIL, DESK, body(languageVersions=versions, authors=[{"name": "Ada"}]))

    (mail,) = mailbox.taken
    assert mail["Subject"] == "Harbour bridge reopens after two years"
    assert (mail["From"], mail["To"]) == ("Newsroom <news@newsroom.example>", "desk@example.org")
    assert mail["Message-ID"] == "<nw_e1_1@newsroom.example>"
    text = mail.get_content()
    assert "The harbour bridge is open to the public again." in text
    assert "https://newsroom.example/en/news/harbour-bridge-reopens/" in text
    assert "Français: https://newsroom.example/fr/pont/" in text
    assert "Ada" in text


def test_markup_is_no_markup_in_plain_text(mailbox: SmtpServer) -> None:
    sent(EMAIL, DESK, body(title="Söhne & <b>Töchter</b>"))

    assert mailbox.taken[0]["Subject"] == "Söhne & <b>Töchter</b>"
    assert "Söhne & <b>Töchter</b>" in mailbox.taken[0].get_content()


def test_a_title_makes_no_header_of_its_own(mailbox: SmtpServer) -> None:
    sent(EMAIL, DESK, body(title="One\r\nBcc: all@example.org"))

    assert mailbox.taken[0]["Bcc"] is None
    assert mailbox.envelopes == [["desk@example.org"]]


def test_an_embargo_is_said_first_and_in_the_articles_language(mailbox: SmtpServer) -> None:
    sent(EMAIL, DESK, body(lang="fr", state="embargoed", embargoUntil="2026-11-25T09:00:00+00:00"))

    assert mailbox.taken[0].get_content().startswith("Sous embargo jusqu")


def test_several_people_do_not_see_each_other(mailbox: SmtpServer) -> None:
    sent(EMAIL, Destination(1, "Desk", "email", "a@example.org, b@example.org"), PUBLISHED)

    assert mailbox.envelopes == [["a@example.org", "b@example.org"]]
    assert mailbox.taken[0]["To"] == "undisclosed-recipients:;"


@pytest.mark.parametrize(
    ("command", "answer", "outcome", "error"),
    [
        ("RCPT", "550 no such user", Outcome.RETRY_BRIEFLY, ErrorKind.REJECTED),
        ("RCPT", "451 greylisted", Outcome.RETRY, ErrorKind.THROTTLED),
        ("DATA", "554 spam", Outcome.RETRY_BRIEFLY, ErrorKind.REJECTED),
        ("DATA", "452 full", Outcome.RETRY, ErrorKind.THROTTLED),
    ],
)
def test_a_refusal(
    mailbox: SmtpServer, command: str, answer: str, outcome: Outcome, error: ErrorKind
) -> None:
    mailbox.refuse[command] = answer

    (verdict,) = sent(EMAIL, DESK, PUBLISHED)

    assert verdict is not None
    assert (verdict.outcome, verdict.error) == (outcome, error)
    assert answer.split()[0] in verdict.detail


def test_no_mail_server_there(settings: Settings) -> None:
    settings.EMAIL_PORT = 1

    verdicts = sent(EMAIL, DESK, PUBLISHED, PUBLISHED)

    assert [one and one.error for one in verdicts] == [ErrorKind.CONNECT] * 2


@pytest.fixture
def desk() -> Channel:
    plant()
    Publication.objects.update(render_retry_at=None)  # a page with no revision is waited for
    dispatch.run()  # what is live before the channel is no news to it
    channel, secret = channels.create("Desk", "desk@example.org", "email", page_types=["host.hostpage"])
    assert not secret
    channels.start(channel)
    return channel


def deliver() -> None:
    dispatch.run()
    run()
    batches.run()


@pytest.mark.django_db(transaction=True)
class TestFromPublishingToTheMailbox:
    @pytest.fixture(autouse=True)
    def real_address(self, settings: Settings) -> None:
        settings.WAGTAILADMIN_BASE_URL = "https://newsroom.example.org"

    def test_once_when_it_is_first_published(self, desk: Channel, mailbox: SmtpServer) -> None:
        from host.models import HostPage

        home = HostPage.objects.get(slug="news")
        page = home.add_child(instance=HostPage(title="Harbour reopens", locale=home.locale, live=False))
        page.save_revision().publish()
        deliver()
        page.title = "Harbour reopens at last"
        page.save_revision().publish()
        deliver()
        page.unpublish()
        deliver()
        page.save_revision().publish()
        deliver()

        assert [mail["Subject"] for mail in mailbox.taken] == ["Harbour reopens"]
        assert Delivery.objects.get().state == Delivery.State.DELIVERED
        assert Attempt.objects.get().outcome == Attempt.Outcome.DELIVERED

    def test_a_server_that_is_down_costs_nothing_but_time(
        self, desk: Channel, mailbox: SmtpServer, settings: Settings
    ) -> None:
        from host.models import HostPage

        home = HostPage.objects.get(slug="news")
        settings.EMAIL_PORT = 1
        page = home.add_child(instance=HostPage(title="Later", locale=home.locale, live=False))
        page.save_revision().publish()
        deliver()
        waiting = Delivery.objects.get()
        assert (waiting.state, waiting.attempts, waiting.last_error) == ("queued", 1, "connect")

        settings.EMAIL_PORT = mailbox.port
        Delivery.objects.update(next_attempt_at=waiting.created_at)
        desk.lane.__class__.objects.update(due_at=waiting.created_at)
        batches.run()
        assert [mail["Subject"] for mail in mailbox.taken] == ["Later"]

    def test_send_again_says_nothing_a_second_time(self, desk: Channel, mailbox: SmtpServer) -> None:
        from host.models import HostPage

        home = HostPage.objects.get(slug="news")
        told, refused = (
            home.add_child(instance=HostPage(title=title, slug=title, locale=home.locale, live=False))
            for title in ("told", "refused")
        )
        told.save_revision().publish()
        deliver()
        mailbox.refuse["DATA"] = "554 no"
        refused.save_revision().publish()
        deliver()
        Delivery.objects.filter(state="queued").update(state="parked")
        mailbox.refuse.clear()

        job = jobs.start(Job.Kind.REPLAY, desk, per_minute=0)
        jobs.step()
        deliver()

        assert job.total == 1
        assert [mail["Subject"] for mail in mailbox.taken] == ["told", "refused"]

    def test_nothing_old_is_ever_mailed(self, desk: Channel) -> None:
        with pytest.raises(jobs.CannotStart):
            jobs.start(Job.Kind.BACKFILL, desk)

    def test_the_form_takes_addresses_and_the_test_mails_them(
        self, mailbox: SmtpServer, client: Client
    ) -> None:
        plant()
        client.force_login(User.objects.create_superuser("chief"))
        shown = client.get("/admin/newswire/channels/new/?transport=email").content.decode()
        assert 'name="event_types"' not in shown
        assert 'name="cap"' not in shown
        form = {"name": "Desk", "fallback": "omit", "page_types": ["host.hostpage"]}
        wrong = client.post(
            "/admin/newswire/channels/new/?transport=email", {**form, "address": "desk@example.org, nobody"}
        )
        assert "Enter a valid email address." in wrong.content.decode()
        client.post(
            "/admin/newswire/channels/new/?transport=email",
            {**form, "address": "desk@example.org b@example.org"},
        )
        channel = Channel.objects.get()
        assert (channel.address, channel.lane.cap) == ("desk@example.org, b@example.org", EMAIL.at_once)
        tested = client.post(f"/admin/newswire/channels/test/{channel.pk}/", follow=True)
        assert "It was taken after" in tested.content.decode()
        assert [mail["Subject"] for mail in mailbox.taken] == ["A test from the newsroom"]
        edited = {**form, "address": "c@example.org", "rate_per_minute": "5"}
        client.post(f"/admin/newswire/channels/edit/{channel.pk}/", edited)
        channel.refresh_from_db()
        assert (channel.address, channel.lane.rate_per_minute) == ("c@example.org", 5)
