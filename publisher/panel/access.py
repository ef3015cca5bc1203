"""Who may see what the sites have of a page, and who may send it again."""

from typing import Any

from wagtail.permissions import policy_registry

from newswire.publisher.models import Channel, Publication

from .subject import Subject, page_model


def may_see(user: Any, subject: Subject, publication: Publication | None) -> bool:
    """Whoever works on the page; of one that was ever public, whoever sees the sites: reports lead here."""
    return _works_on(user, subject) or (publication is not None and may_see_channels(user))


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
    model = page_model()
    place = {"path": path, "depth": len(path) // model.steplen, "owner_id": publication.page_owner}
    page = model(pk=publication.page_id, **place)
    policy = policy_registry.get_by_type(model)
    return bool(policy.user_has_any_permission_for_instance(user, {"change", "publish"}, page))


def _works_on(user: Any, subject: Subject) -> bool:
    if subject.page is None:
        return False
    permissions = subject.page.permissions_for_user(user)
    return bool(permissions.can_edit() or permissions.can_publish())


def may_see_channels(user: Any) -> bool:
    policy = policy_registry.get_by_type(Channel)
    return bool(policy.user_has_any_permission(user, ["add", "change", "delete", "view"]))


def may_change_channels(user: Any) -> bool:
    return bool(policy_registry.get_by_type(Channel).user_has_permission(user, "change"))


def may_add_channels(user: Any) -> bool:
    return bool(policy_registry.get_by_type(Channel).user_has_permission(user, "add"))
