"""What holds on every Python, Django and Wagtail: run on both ends of what is supported with each change."""

from importlib import import_module
from pkgutil import walk_packages

import pytest
from django.core import checks
from django.core.management import call_command

import newswire.blocks
import newswire.cms
import newswire.publisher

APPS = (newswire.blocks, newswire.cms, newswire.publisher)


def test_every_module_can_be_imported() -> None:
    found = [module.name for app in APPS for module in walk_packages(app.__path__, f"{app.__name__}.")]
    for name in found:
        import_module(name)
    assert len(found) > 300


def test_the_checks_find_no_fault() -> None:
    assert [found for found in checks.run_checks() if found.level >= checks.ERROR] == []


@pytest.mark.django_db
def test_no_model_has_changed_without_its_migration() -> None:
    call_command("makemigrations", check_changes=True, dry_run=True, verbosity=0)
