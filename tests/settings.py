"""Settings of the test site: a host project with page types of its own (`host`) beside Newswire's.

`NEWSWIRE_TEST_DATABASE_URL` names a running PostgreSQL; without it the tests run on a SQLite file,
set up as docs/operators.md says, since an in-memory database would hide every locking bug.
"""

import os
from pathlib import Path

import dj_database_url

BASE = Path(__file__).parent
VAR = Path(os.environ.get("NEWSWIRE_TEST_VAR", BASE.parent / "var" / "test"))
# Tests that run side by side have a folder and a database each; processes that they start
# inherit the variable.
SIDE = os.environ.get("PYTEST_XDIST_WORKER", "")
VAR /= SIDE
VAR.mkdir(parents=True, exist_ok=True)

SECRET_KEY = "only-for-tests"
DEBUG = False
ALLOWED_HOSTS = ["*"]
USE_TZ = True
TIME_ZONE = "Europe/Luxembourg"
LANGUAGE_CODE = "en"
USE_I18N = True
WAGTAIL_I18N_ENABLED = True
LANGUAGES = WAGTAIL_CONTENT_LANGUAGES = [
    ("en", "English"),
    ("fr", "French"),
    ("de", "German"),
    ("ar", "Arabic"),
    ("zh-hans", "Simplified Chinese"),
]

INSTALLED_APPS = [
    "host",
    "newswire.cms.pages",
    "newswire.cms",
    "newswire.cms.intake",
    "newswire.publisher",
    "newswire.blocks",
    "wagtail.contrib.simple_translation",
    "wagtail.contrib.redirects",
    "wagtail.contrib.routable_page",
    "wagtail.contrib.settings",
    "wagtail.contrib.table_block",
    "wagtail.api.v2",
    "wagtail.api.v3",
    "wagtail.locales",
    "wagtail.embeds",
    "wagtail.sites",
    "wagtail.users",
    "wagtail.snippets",
    "wagtail.documents",
    "wagtail.images",
    "wagtail.search",
    "wagtail.admin",
    "wagtail",
    "modelcluster",
    "taggit",
    "django_filters",
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
]

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ]
        },
    }
]

SQLITE = {
    "ENGINE": "django.db.backends.sqlite3",
    "NAME": VAR / "test.sqlite3",
    "TEST": {"NAME": VAR / "test.sqlite3"},
    "OPTIONS": {
        "timeout": 20,
        "transaction_mode": "IMMEDIATE",
        "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL;",
    },
}
DATABASE_URL = os.environ.get("NEWSWIRE_TEST_DATABASE_URL")
POSTGRES = (
    {**dj_database_url.parse(DATABASE_URL), "TEST": {"NAME": f"test_newswire{SIDE}"}}
    if DATABASE_URL
    else None
)
DATABASES = {"default": POSTGRES or SQLITE}

ROOT_URLCONF = "urls"
STATIC_URL = "/static/"
MEDIA_URL = "/media/"
MEDIA_ROOT = VAR / "media"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"

WAGTAILIMAGES_IMAGE_FORM_BASE = "newswire.cms.credits.forms.CreditImageForm"
DATA_UPLOAD_MAX_NUMBER_FIELDS = 10_000

WAGTAIL_SITE_NAME = "Newswire tests"
WAGTAILADMIN_BASE_URL = "http://testserver"

CELERY_BROKER_URL = os.environ.get("REDIS_URL", "redis://127.0.0.1:1/0")  # nothing listens there
NEWSWIRE_ALLOWED_HOSTS = ["127.0.0.1", "localhost"]
