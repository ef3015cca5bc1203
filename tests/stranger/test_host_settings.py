"""Settings never reach migrations, and a swapped Page model migrates without the concrete pages."""

from pathlib import Path

import pytest

from .project import Project, add_newswire, start_wagtail_project

pytestmark = [pytest.mark.stranger, pytest.mark.timeout(600)]

ODD_SETTINGS = """
LANGUAGES = [("pt-br", "Português"), ("ar", "العربية")]
LANGUAGE_CODE = "pt-br"
WAGTAIL_I18N_ENABLED = True
WAGTAIL_CONTENT_LANGUAGES = LANGUAGES
NEWSWIRE_PAGE_TYPES = ["home.HomePage"]
NEWSWIRE_ALLOWED_HOSTS = ["10.0.0.0/8"]
NEWSWIRE_CREDIT_RULE = "block"
NEWSWIRE_PICTURE_WIDTHS = [100]
NEWSWIRE_RETRY_SCHEDULE = [1, 2, 3]
"""

SWAPPED_SETTINGS = """
INSTALLED_APPS = [app for app in INSTALLED_APPS if app not in ("newswire.cms.pages", "home", "search")]
INSTALLED_APPS.insert(0, "wagtail.test.basepage")  # ships with Wagtail: a base page of its own
WAGTAIL_PAGE_MODEL = "basepage.BasePage"
"""


def append_settings(project: Project, text: str) -> None:
    base = project.folder / "mysite" / "settings" / "base.py"
    base.write_text(base.read_text() + text)


@pytest.fixture
def project(tmp_path: Path, stranger_python: Path) -> Project:
    project = start_wagtail_project(tmp_path / "site", stranger_python)
    add_newswire(project)
    return project


def test_settings_never_reach_migrations(project: Project) -> None:
    append_settings(project, ODD_SETTINGS)
    done = project.manage("makemigrations", "--check", "--dry-run", check=False)
    assert "newswire" not in done.stdout, done.stdout
    assert done.returncode == 0, done.stdout + done.stderr


def test_a_swapped_page_model_migrates_without_the_concrete_pages(project: Project) -> None:
    append_settings(project, SWAPPED_SETTINGS)
    urls = project.folder / "mysite" / "urls.py"
    urls.write_text(
        urls.read_text()
        .replace("from search import views as search_views\n", "")
        .replace('    path("search/", search_views.search, name="search"),\n', "")
    )
    project.manage("migrate")
    project.manage("check")
    assert project.shell("from newswire.publisher.models import Event\nresult = Event.objects.count()") == 0
