"""Four people who work in the newsroom, each in the groups that `newswire_roles` makes."""

import json
import secrets
from pathlib import Path

from django.contrib.auth.models import Group, User

from newswire.publisher import roles

FILE = "logins.json"
GROUPS = {
    "reporter": (roles.group_name(roles.REPORTER),),
    "editor": (roles.group_name(roles.EDITOR),),
    "translator": tuple(roles.group_name(roles.TRANSLATOR, lang) for lang in ("fr", "de")),
    "channels": (roles.group_name(roles.CHANNEL_MANAGER),),
}


def make(var: Path) -> dict[str, str]:
    """Passwords by name. Kept in a file of `var`, so that the next start can say them again.

    The home pages must be there: the groups' permissions are on them.
    """
    roles.make()
    path = var / FILE
    passwords: dict[str, str] = json.loads(path.read_text()) if path.exists() else {}
    for name, groups in GROUPS.items():
        who = {"first_name": name.capitalize(), "email": f"{name}@newsroom.example"}
        user, is_new = User.objects.get_or_create(username=name, defaults=who)
        if is_new or name not in passwords:
            passwords[name] = secrets.token_urlsafe(9)
            user.set_password(passwords[name])
            user.save()
        user.groups.add(*Group.objects.filter(name__in=groups))
    path.touch(mode=0o600)
    path.write_text(json.dumps(passwords))
    return passwords
