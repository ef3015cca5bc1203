"""The reference site takes everything from its environment."""

import stat
from pathlib import Path

import pytest

KEY = "from django.conf import settings; print(settings.SECRET_KEY)"


def test_with_nothing_set_it_is_safe_and_complete(site, var: Path) -> None:
    done = site(
        "from django.conf import settings as s; print(s.DEBUG, s.ALLOWED_HOSTS, s.NEWSWIRE_ALLOWED_HOSTS)\n"
        "from django.core.management import call_command; call_command('check')"
    )
    assert done.returncode == 0, done.stderr
    assert done.stdout.splitlines()[0] == "False ['localhost', '127.0.0.1', '[::1]'] []"


def test_sqlite_is_set_up_for_several_writers(site) -> None:
    done = site(
        "from django.db import connection as c\n"
        "with c.cursor() as cursor:\n"
        "    print(cursor.execute('PRAGMA journal_mode').fetchone()[0])\n"
        "    print(cursor.execute('PRAGMA busy_timeout').fetchone()[0])\n"
        "print(c.transaction_mode, c.settings_dict['ATOMIC_REQUESTS'])"
    )
    assert done.stdout.split() == ["wal", "20000", "IMMEDIATE", "False"], done.stderr


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


def test_no_migration_is_missing(site) -> None:
    code = "from django.core.management import call_command; call_command('makemigrations', check=True)"
    done = site(code)
    assert done.returncode == 0, done.stdout + done.stderr


def test_wake_ups_of_the_web_go_to_the_sites_own_broker(site) -> None:
    done = site(
        "from newswire.publisher import broker; app = broker.app(); print(app.main, app.conf.broker_url)",
        REDIS_URL="redis://broker.invalid:1234/5",
    )
    assert done.stdout.split() == ["newsroom", "redis://broker.invalid:1234/5"], done.stderr


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


def test_sealing_keys_are_read_newest_first(site) -> None:
    print_keys = "from newswire.publisher import conf; print(conf.get().secret_keys)"
    done = site(print_keys, NEWSWIRE_SECRET_KEYS="2026-b:two:three\n2026-a:one")
    assert done.stdout.strip() == "(('2026-b', 'two:three'), ('2026-a', 'one'))", done.stderr
    done = site(print_keys, NEWSWIRE_SECRET_KEYS="only-a-key")
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


def test_the_content_apis_are_mounted(site) -> None:
    done = site(
        "from django.urls import resolve\n"
        "print(resolve('/api/v3/articles/').url_name, resolve('/api/v2/pages/1/').view_name)"
    )
    assert done.stdout.split() == ["list_articles", "wagtailapi:pages:detail"], done.stderr
