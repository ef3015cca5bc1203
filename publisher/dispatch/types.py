"""What an event is called. A hint for the receiver: the state is whole whatever the type says."""

from newswire.publisher.models import Intent, Publication

ARTICLE = "article"

GONE = {"taken_down": "taken_down", "deleted": "deleted"}  # any other reason: unpublished


def event_type(document_type: str, name: str) -> str:
    """ "article.updated", or "page.updated" for whatever is no article."""
    return f"{ARTICLE if document_type == ARTICLE else 'page'}.{name}"


def name_of_gone(reason: str) -> str:
    return GONE.get(reason, "unpublished")


def name_of_live(before: Publication, url: str, intent: Intent | None, state: str) -> str:
    """Of a live page, by what was announced (or recorded as live before Newswire) until now.

    Under embargo (`state`) as of a live one; its release is the first that most channels hear of it.
    """
    if before.state not in (Publication.State.LIVE, state):
        return "restored" if _was_live(before) else "published"
    if intent and intent.kind == Intent.Kind.CORRECTION:
        return "corrected"
    if before.url and before.url != url:
        return "moved"
    return "updated"


def _was_live(before: Publication) -> bool:
    return before.version > 0 and before.events.filter(state=Publication.State.LIVE).exists()


def reason_of_live(name: str, intent: Intent | None, follows: bool, state: str) -> str:
    """Why it is announced: what the editor meant, else what happened."""
    if state == Publication.State.EMBARGOED:
        return "embargo"
    if intent:
        return intent.kind
    if name in {"published", "restored"}:
        return {"published": "publish", "restored": "restore"}[name]
    return "dependent" if follows else Intent.Kind.UPDATE.value
