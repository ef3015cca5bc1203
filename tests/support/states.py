"""`data` as profiles meet it: the samples of docs/receive/, and what those do not show."""

from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from services.sender import SAMPLES, sample

from newswire.publisher.profiles import Envelope

NAMES = sorted(path.stem for path in SAMPLES.glob("*.json"))
PROSE = " ".join(
    block["value"] for block in sample("published.en")["data"]["blocks"] if block["type"] == "paragraph"
)
BODY = "<article lang='en'><h1>Long</h1>{}</article>"


def _article(**changes: Any) -> dict[str, Any]:
    data: dict[str, Any] = sample("published.en")["data"] | changes
    return data


def _embargoed() -> dict[str, Any]:
    return _article(state="embargoed", embargoUntil="2026-03-03T06:00:00+01:00")


def _machine_made() -> dict[str, Any]:
    data = _article(digitalSourceType="compositeWithTrainedAlgorithmicMedia")
    lead, *others = data["images"]
    return data | {"images": [{**lead, "digitalSourceType": "trainedAlgorithmicMedia"}, *others]}


def _bare() -> dict[str, Any]:
    """A host's page with a title and nothing else."""
    empty: dict[str, Any] = dict.fromkeys(("kicker", "summary", "html", "section", "dateline"), "")
    empty |= {name: [] for name in ("blocks", "images", "authors", "topics", "related", "fullArticle")}
    empty |= {"languageVersions": [], "corrections": [], "sourceOrganisation": "", "publishedAt": ""}
    return _article(type="host.hostpage", allNews={"label": "", "url": ""}, **empty)


def _composed() -> dict[str, Any]:
    """What a host's function says in fields, and not in its html."""
    return _article(html="<p>The ministers met.</p>", type="events.event")


def _odd_addresses() -> dict[str, Any]:
    odd = "http://[bad"
    data = _article(fullArticle=[{"lang": "", "label": "Read it", "url": odd, "site": ""}])
    related = [{**one, "url": odd, "id": ""} for one in data["related"]]
    return data | {"related": related, "authors": [{"name": "A <b>", "role": "&", "url": odd}]}


def _mixed_directions() -> dict[str, Any]:
    return _article(title="Le mot « ميناء » \u202e\U0001f6a2", summary='</script><b>"&', kicker="שלום")


def _replaced() -> dict[str, Any]:
    instead = {"id": sample("published.fr")["data"]["id"], "url": "https://newsroom.example/en/news/new/"}
    data: dict[str, Any] = sample("deleted.ar")["data"] | {"replacedBy": instead}
    return data


MADE = {
    "replaced": _replaced,
    "embargoed": _embargoed,
    "machine_made": _machine_made,
    "bare": _bare,
    "composed": _composed,
    "odd_addresses": _odd_addresses,
    "mixed_directions": _mixed_directions,
    "500_blocks": lambda: _article(html=BODY.format(f"<div>{PROSE}</div>" * 500)),
    "50_000_words": lambda: _article(html=BODY.format(PROSE * (50_000 // len(PROSE.split()) + 1))),
}


def states() -> dict[str, dict[str, Any]]:
    """By name."""
    return {name: sample(name)["data"] for name in NAMES} | {name: make() for name, make in MADE.items()}


def envelope(data: dict[str, Any], **changes: Any) -> Envelope:
    fields: dict[str, Any] = {
        "id": UUID("f5f06cab-0ead-49ae-bcd6-d330540adc7c"),
        "type": "newswire.article.updated.v1",
        "source": "https://newsroom.example/newswire/",
        "subject": data["id"],
        "time": datetime(2026, 3, 2, 11, 20, 7, 230_000, tzinfo=UTC),
        "sequence": 2**40,
    }
    return Envelope(**fields | changes)
