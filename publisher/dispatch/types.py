"""What an event is called. A hint for the receiver: the state is whole whatever the type says."""

from newswire.publisher.models import Intent, Publication

ARTICLE = "article"

GONE = {"taken_down": "taken_down", "deleted": "deleted"}  # any other reason: unpublished


def event_type(document_type: str, name: str) -> str:
    """ "article.updated", or "page.updated" for whatever is no article."""
    return f"{ARTICLE if document_type == ARTICLE else 'page'}.{name}"


def name_of_gone(reason: str) -> str:
    return GONE.get(reason, "unpublished")


def name_of_live(before: Publication, url: str, intent: Intent | None) -> str:
    """Of a live page, by what was announced (or recorded as live before Newswire) until now."""
    if before.state == Publication.State.GONE:
        return "restored" if before.version else "published"
    if before.state == Publication.State.NEW:
        return "published"
    if intent and intent.kind == Intent.Kind.CORRECTION:
        return "corrected"
    if before.url and before.url != url:
        return "moved"
    return "updated"


def reason_of_live(name: str, intent: Intent | None, follows: bool) -> str:
    """Why it is announced: what the editor meant, else what happened."""
    if intent:
        return intent.kind
    if name in {"published", "restored"}:
        return {"published": "publish", "restored": "restore"}[name]
    return "dependent" if follows else Intent.Kind.UPDATE.value
