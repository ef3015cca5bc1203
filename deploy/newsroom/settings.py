"""Settings of the reference site, all from the environment; docs/demo.md lists the names.

With nothing set it runs on one machine: SQLite, a file cache, everything it keeps in `var/`.
"""

import os
from pathlib import Path

import dj_database_url

from newsroom.environment import flag, keys, secret, secret_key, words

BASE = Path(__file__).resolve().parent.parent
VAR = Path(os.environ.get("NEWSWIRE_VAR") or BASE.parent / "var").resolve()
VAR.mkdir(parents=True, exist_ok=True)

DEBUG = flag("DEBUG", default=False)
ALLOWED_HOSTS = words("ALLOWED_HOSTS", "localhost,127.0.0.1,[::1]")
CSRF_TRUSTED_ORIGINS = words("CSRF_TRUSTED_ORIGINS")
ROOT_URLCONF = "newsroom.urls"
WSGI_APPLICATION = "newsroom.wsgi.application"

INSTALLED_APPS = [
    "newsroom",
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
    # Before staticfiles: it turns off runserver's own serving, so that both serve the same way.
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "wagtail.contrib.redirects.middleware.RedirectMiddleware",
    "newswire.cms.feeds.kept.KeptFeeds",
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

DATABASE_URL = secret("DATABASE_URL")
SQLITE = {
    "ENGINE": "django.db.backends.sqlite3",
    "NAME": VAR / "newsroom.sqlite3",
    "OPTIONS": {
        "timeout": 20,
        # A transaction that begins by reading cannot wait for its first write: it fails at once.
        "transaction_mode": "IMMEDIATE",
        "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL;",
    },
}
DATABASES = {
    "default": dj_database_url.parse(DATABASE_URL, conn_max_age=60, conn_health_checks=True)
    if DATABASE_URL
    else SQLITE
}
DATA_UPLOAD_MAX_NUMBER_FIELDS = 10_000  # a long article's form
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
SECRET_KEY = secret_key(VAR, shared=bool(DATABASE_URL))


def cache(name: str) -> dict[str, object]:
    """Not the broker's Redis by itself: with that one down, every page would answer with an error."""
    if url := secret("CACHE_URL"):
        return {
            "BACKEND": "django.core.cache.backends.redis.RedisCache",
            "LOCATION": url,
            "KEY_PREFIX": name,
        }
    return {
        "BACKEND": "django.core.cache.backends.filebased.FileBasedCache",
        "LOCATION": VAR / "cache" / name,
        "OPTIONS": {"MAX_ENTRIES": 10_000},
    }


CACHES = {"default": cache("default"), "renditions": cache("renditions")}

# Only what all machines share is told at once that a page has changed.
NEWSWIRE_CACHE_SECONDS = 60 if secret("CACHE_URL") else 0

STATIC_URL = "/static/"
STATIC_ROOT = Path(os.environ.get("STATIC_ROOT") or VAR / "static")
# With DEBUG files come from the apps' folders; without, from what `collectstatic` copied.
WHITENOISE_USE_FINDERS = DEBUG
MEDIA_URL = os.environ.get("MEDIA_URL", "/media/")
MEDIA_ROOT = Path(os.environ.get("MEDIA_ROOT") or VAR / "media")
MEDIA_BUCKET = os.environ.get("MEDIA_BUCKET")  # AWS_... name the account, as everywhere
STORAGES = {
    "default": {"BACKEND": "storages.backends.s3.S3Storage", "OPTIONS": {"bucket_name": MEDIA_BUCKET}}
    if MEDIA_BUCKET
    else {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
        if DEBUG
        else "whitenoise.storage.CompressedManifestStaticFilesStorage"
    },
}

# A proxy in front ends TLS and says so; it must drop that header from strangers.
if flag("BEHIND_TLS", default=False):
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = True
    SECURE_HSTS_SECONDS = 31_536_000

# For machines that collect logs: one JSON object a line. LOG_FORMAT=text is for people.
LOG_FORMAT = os.environ.get("LOG_FORMAT", "text")
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "text": {"format": "%(asctime)s %(levelname)s %(name)s %(message)s"},
        "json": {
            "()": "pythonjsonlogger.json.JsonFormatter",
            "fmt": "%(asctime)s %(levelname)s %(name)s %(message)s",
        },
    },
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": LOG_FORMAT}},
    "root": {"handlers": ["console"], "level": os.environ.get("LOG_LEVEL", "INFO")},
}
# Celery would put handlers and a format of its own in their place.
CELERY_WORKER_HIJACK_ROOT_LOGGER = LOG_FORMAT == "text"

USE_TZ = True
TIME_ZONE = os.environ.get("TIME_ZONE", "Europe/Luxembourg")
USE_I18N = WAGTAIL_I18N_ENABLED = True
LANGUAGE_CODE = "en"
LANGUAGES = WAGTAIL_CONTENT_LANGUAGES = [("en", "English"), ("fr", "Français"), ("de", "Deutsch")]

WAGTAILIMAGES_IMAGE_FORM_BASE = "newswire.cms.credits.forms.CreditImageForm"
WAGTAILAPI_LIMIT_MAX = 50  # articles of one answer
WAGTAIL_SITE_NAME = os.environ.get("WAGTAIL_SITE_NAME", "Newsroom")
WAGTAILADMIN_BASE_URL = os.environ.get("WAGTAILADMIN_BASE_URL", "http://localhost:8000")
WAGTAIL_GRAVATAR_PROVIDER_URL = None  # else editors' browsers tell a third party who works here
EMAIL_HOST = os.environ.get("EMAIL_HOST") or "localhost"
EMAIL_PORT = int(os.environ.get("EMAIL_PORT") or 25)
EMAIL_HOST_USER = os.environ.get("EMAIL_HOST_USER", "")
EMAIL_HOST_PASSWORD = secret("EMAIL_HOST_PASSWORD")
EMAIL_USE_TLS = flag("EMAIL_USE_TLS", default=False)
EMAIL_USE_SSL = flag("EMAIL_USE_SSL", default=False)
EMAIL_TIMEOUT = 10
EMAIL_BACKEND = os.environ.get("EMAIL_BACKEND") or (
    f"django.core.mail.backends.{'smtp' if os.environ.get('EMAIL_HOST') else 'console'}.EmailBackend"
)
DEFAULT_FROM_EMAIL = os.environ.get("DEFAULT_FROM_EMAIL") or "webmaster@localhost"
EMAIL_FILE_PATH = VAR / "mail"  # of the backend that writes files

CELERY_BROKER_URL = secret("REDIS_URL", "redis://127.0.0.1:6379/0")
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_TASK_IGNORE_RESULT = True
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
# What Newswire may reach though it is not public: nothing, unless said.
NEWSWIRE_ALLOWED_HOSTS = words("NEWSWIRE_ALLOWED_HOSTS")
# What seals the secrets of channels; without it SECRET_KEY does.
NEWSWIRE_SECRET_KEYS = keys("NEWSWIRE_SECRET_KEYS")
NEWSWIRE_MONITORING_TOKEN = secret("NEWSWIRE_MONITORING_TOKEN")
NEWSWIRE_MONITORING_ADDRESSES = words("NEWSWIRE_MONITORING_ADDRESSES")
NEWSWIRE_PULSE_FILE = os.environ.get("NEWSWIRE_PULSE_FILE", "")
