"""One moment of the database: what others commit is not seen, nobody is held up, nothing is written."""

import threading

import pytest
from django.db import DatabaseError, connection, transaction
from services.waiting import PATIENCE
from wagtail.models import Locale

from newswire.publisher.render import is_write_refused, reading

pytestmark = pytest.mark.django_db(transaction=True)


def elsewhere(work):
    """Runs in a thread with a connection of its own; returns when it has committed."""

    def run():
        try:
            work()
        finally:
            connection.close()

    thread = threading.Thread(target=run)
    thread.start()
    thread.join(PATIENCE)
    assert not thread.is_alive()


def codes():
    return set(Locale.objects.values_list("language_code", flat=True))


def test_a_commit_meanwhile_is_neither_seen_nor_held_up():
    with reading():
        before = codes()
        elsewhere(lambda: Locale.objects.create(language_code="ar"))
        assert codes() == before
    assert codes() == before | {"ar"}


def test_a_write_is_refused_and_recognised():
    with pytest.raises(DatabaseError) as failure, reading():
        Locale.objects.create(language_code="ar")
    assert is_write_refused(failure.value)
    assert "ar" not in codes()


def test_afterwards_this_connection_writes_as_before():
    mode = getattr(connection, "transaction_mode", None)
    for error in (None, ZeroDivisionError):
        try:
            with reading():
                if error:
                    raise error
        except ZeroDivisionError:
            pass
        assert getattr(connection, "transaction_mode", None) == mode
    Locale.objects.create(language_code="ar")
    assert "ar" in codes()


def test_within_a_transaction_it_is_that_transaction():
    with transaction.atomic():
        Locale.objects.create(language_code="ar")
        with reading():
            assert "ar" in codes()


@pytest.mark.parametrize("error", [ValueError("x"), DatabaseError("x")])
def test_other_errors_are_no_refused_write(error):
    assert not is_write_refused(error)
