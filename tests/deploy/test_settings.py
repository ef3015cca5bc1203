"""The reference site takes everything from its environment."""

import json
import stat
from pathlib import Path

import pytest

KEY = "from django.conf import settings; print(settings.SECRET_KEY)"
NOTHING_SET = """
import json
from django.conf import settings
from django.core.management import call_command
from django.db import connection
from django.urls import resolve
from wagtail.users.utils import get_gravatar_url
call_command("check")
call_command("makemigrations", check_changes=True)
with connection.cursor() as cursor:
    pragmas = [
        cursor.execute(f"PRAGMA {name}").fetchone()[0] for name in ("journal_mode", "busy_timeout")
    ]
print(json.dumps({
    "switches": [settings.DEBUG, settings.ALLOWED_HOSTS, settings.NEWSWIRE_ALLOWED_HOSTS],
    "sqlite, for several writers": [
        *pragmas, connection.transaction_mode, connection.settings_dict["ATOMIC_REQUESTS"]
    ],
    "pictures of people": get_gravatar_url("editor@newsroom.example"),
    "content APIs": [resolve("/api/v3/articles/").url_name, resolve("/api/v2/pages/1/").view_name],
}))
"""


def test_with_nothing_set_it_is_safe_and_complete(site) -> None:
    """In one process, since each that sets the apps up imports for three seconds."""
    done = site(NOTHING_SET)
    assert done.returncode == 0, done.stdout + done.stderr
    assert json.loads(done.stdout.splitlines()[-1]) == {
        "switches": [False, ["localhost", "127.0.0.1", "[::1]"], []],
        "sqlite, for several writers": ["wal", 20000, "IMMEDIATE", False],
        "pictures of people": None,
        "content APIs": ["list_articles", "wagtailapi:pages:detail"],
    }


def test_a_secret_key_is_made_once_and_only_its_owner_reads_it(configured, var: Path) -> None:
    first, second = configured(KEY).stdout.strip(), configured(KEY).stdout.strip()
    assert first == second
    assert len(first) >= 50
    assert stat.S_IMODE((var / "secret-key").stat().st_mode) == 0o600


def test_two_installations_have_two_keys(configured, tmp_path: Path) -> None:
    assert configured(KEY).stdout != configured(KEY, NEWSWIRE_VAR=str(tmp_path / "other")).stdout


def test_a_given_key_wins(configured, var: Path) -> None:
    assert configured(KEY, SECRET_KEY="given").stdout.strip() == "given"
    assert not (var / "secret-key").exists()


def test_a_shared_database_wants_a_shared_key(configured) -> None:
    url = "postgresql://newsroom@db.invalid/newsroom"
    done = configured(KEY, DATABASE_URL=url)
    assert done.returncode != 0
    assert "set SECRET_KEY too" in done.stderr
    print_engine = "from django.conf import settings as s; print(s.DATABASES['default']['ENGINE'])"
    done = configured(print_engine, DATABASE_URL=url, SECRET_KEY="given")
    assert done.stdout.strip() == "django.db.backends.postgresql"


@pytest.mark.parametrize(("word", "means"), [("1", True), ("true", True), ("off", False), ("", False)])
def test_debug_is_a_yes_or_a_no(configured, word: str, means: bool) -> None:
    done = configured("from django.conf import settings; print(settings.DEBUG)", DEBUG=word)
    assert done.stdout.strip() == str(means)


def test_a_word_that_is_neither_is_refused(configured) -> None:
    done = configured(KEY, DEBUG="flase")
    assert done.returncode != 0
    assert "DEBUG='flase': write 1 or 0." in done.stderr


def test_the_cache_is_not_the_broker(configured) -> None:
    code = "from django.core.cache import caches; print(type(caches['renditions']).__name__)"
    assert configured(code, REDIS_URL="redis://broker.invalid/0").stdout.strip() == "FileBasedCache"
    assert configured(code, CACHE_URL="redis://cache.invalid/0").stdout.strip() == "RedisCache"


def test_secrets_come_from_files_that_are_named(configured, tmp_path: Path) -> None:
    key = tmp_path / "key"
    key.write_text("from a file\n")
    assert configured(KEY, SECRET_KEY_FILE=str(key)).stdout.strip() == "from a file"
    done = configured(KEY, SECRET_KEY_FILE=str(tmp_path / "none"))
    assert done.returncode != 0
    assert "SECRET_KEY_FILE: No such file" in done.stderr


def test_wake_ups_of_the_web_go_to_the_sites_own_broker_and_sealing_keys_are_read_newest_first(site) -> None:
    done = site(
        "from newswire.publisher import broker, conf\n"
        "app = broker.app()\n"
        "print(app.main, app.conf.broker_url)\n"
        "print(conf.get().secret_keys)",
        REDIS_URL="redis://broker.invalid:1234/5",
        NEWSWIRE_SECRET_KEYS="2026-b:two:three\n2026-a:one",
    )
    assert done.stdout.splitlines() == [
        "newsroom redis://broker.invalid:1234/5",
        "(('2026-b', 'two:three'), ('2026-a', 'one'))",
    ], done.stderr


def test_a_sealing_key_without_an_id_is_refused_and_not_shown(site) -> None:
    done = site("from newswire.publisher import conf; conf.get()", NEWSWIRE_SECRET_KEYS="only-a-key")
    assert done.returncode != 0
    assert "write id:key" in done.stderr
    assert "only-a-key" not in done.stderr


def test_pictures_may_lie_in_object_storage(configured) -> None:
    done = configured(
        "from django.conf import settings as s; print(s.STORAGES['default'])", MEDIA_BUCKET="media"
    )
    assert "'bucket_name': 'media'" in done.stdout, done.stderr


def test_behind_tls_cookies_are_for_tls_alone(configured) -> None:
    done = configured("from django.conf import settings as s; print(s.SESSION_COOKIE_SECURE)", BEHIND_TLS="1")
    assert done.stdout.strip() == "True", done.stderr


def test_a_mail_server_is_named_as_django_names_it(configured, tmp_path: Path) -> None:
    """The doctor says to set EMAIL_HOST."""
    (tmp_path / "password").write_text("hunter2\n")
    code = (
        "from django.core.mail import get_connection as c; one = c(); "
        "print(type(one).__module__, *(getattr(one, n, '') for n in ('host', 'port', 'password', 'use_tls')))"
    )
    assert configured(code, EMAIL_HOST="").stdout.split() == ["django.core.mail.backends.console"]
    done = configured(
        code,
        EMAIL_HOST="smtp.example.org",
        EMAIL_PORT="587",
        EMAIL_USE_TLS="1",
        EMAIL_HOST_PASSWORD_FILE=str(tmp_path / "password"),
    )
    said = "django.core.mail.backends.smtp smtp.example.org 587 hunter2 True"
    assert done.stdout.strip() == said, done.stderr
