"""Who may see what the sites have of a page, and who may send it again."""

from typing import Any

from wagtail.permissions import policy_registry

from newswire.publisher.channels.permissions import may_change_channels, may_see_channels
from newswire.publisher.models import Publication

from .subject import Subject, page_model


def may_see(user: Any, subject: Subject, publication: Publication | None) -> bool:
    """Whoever works on the page, or did where it is deleted; of one that was ever public, whoever sees the
    sites: reports lead here.
    """
    if publication is not None and may_see_channels(user):
        return True
    return _works_on(user, subject) or (subject.page is None and _worked_on(user, subject))


def may_compare(user: Any, subject: Subject) -> bool:
    """What is compared is the page's text; of one that is deleted, only what a site has of it is left."""
    return may_see_channels(user) if subject.page is None else _works_on(user, subject)


def may_send(user: Any, subject: Subject) -> bool:
    """Sending again tells the world what publishing has told it: so it takes the same permission.

    Whoever may change the sites may send them everything again, and so this page too.
    """
    if may_change_channels(user):
        return True
    return subject.page is not None and bool(subject.page.permissions_for_user(user).can_publish())


def works_on_version(user: Any, publication: Any) -> bool:
    """Of a language version, by its place in the tree alone: a page of its own, and whether a workflow has
    opened it to this person, would be queries for each language. `publication`: as `reading.read` has it.
    """
    path = publication.page_path
    if path is None:
        return False
    return _works_at(user, path, publication.page_id, publication.page_owner)


def _works_at(user: Any, path: str, page_id: int, owner_id: int | None = None) -> bool:
    model = page_model()
    page = model(pk=page_id, path=path, depth=len(path) // model.steplen, owner_id=owner_id)
    policy = policy_registry.get_by_type(model)
    return bool(policy.user_has_any_permission_for_instance(user, {"change", "publish"}, page))


def _worked_on(user: Any, subject: Subject) -> bool:
    """Of a page that is deleted, by the sections above its place that are older than it.

    A place that became free is given to the next section, whose editors had nothing to do with the page.
    """
    path = subject.tree_path
    model = page_model()
    above = [path[:end] for end in range(model.steplen, len(path), model.steplen)]
    newer = model.objects.filter(path__in=above, pk__gt=subject.page_id).order_by("path")
    place = newer.values_list("path", flat=True).first() or path
    return bool(place) and _works_at(user, place, subject.page_id)


def _works_on(user: Any, subject: Subject) -> bool:
    if subject.page is None:
        return False
    permissions = subject.page.permissions_for_user(user)
    return bool(permissions.can_edit() or permissions.can_publish())
