"""Everything that must be there before the services start."""

import logging
from pathlib import Path

from bootstrap import step
from django.conf import settings
from django.contrib.auth.models import User
from django.core.management import call_command
from django.db import connection

from demo import accounts, drafts, newsroom_pages


def main() -> int:
    # No broker runs yet, and what is done here waits for none.
    logging.getLogger("newswire.publisher.broker").setLevel(logging.ERROR)
    with step("Database up to date"):
        _migrate()
    with step("“All news” in three languages, four logins"):
        homes = newsroom_pages.homes()
        accounts.make(settings.VAR)
    with step("Photographs made"):
        images = drafts.pictures()
    with step("Articles drafted"):
        drafts.articles(homes, images, User.objects.get(username="reporter"))
    return 0


def _migrate() -> None:
    """Wagtail has migrations that are not atomic on SQLite. Where the very first run broke off at one,
    none can go on from there: it begins anew."""
    unfinished = settings.VAR / "first-migration"
    if connection.vendor == "sqlite":
        database = Path(connection.settings_dict["NAME"])
        if unfinished.exists():
            for path in database.parent.glob(f"{database.name}*"):
                path.unlink()
        if not database.exists():
            unfinished.touch()
    call_command("migrate", verbosity=0, interactive=False)
    unfinished.unlink(missing_ok=True)
